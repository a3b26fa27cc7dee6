package chat.parley.page;

import chat.parley.user.CurrentUser;

/// What surrounds every page's content.
///
/// @param title of the document
/// @param user who looks at it
/// @param modelConnected whether any model other than Guide answers
public record Page(String title, CurrentUser user, boolean modelConnected, SidebarView sidebar) {}

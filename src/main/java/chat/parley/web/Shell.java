package chat.parley.web;

/// What surrounds every page's content.
///
/// @param title of the document
/// @param account the name at the foot of the sidebar
/// @param modelConnected whether any model other than Guide answers; if not, the home page says how
///   to connect one
public record Shell(String title, String account, boolean modelConnected, SidebarView sidebar) {}

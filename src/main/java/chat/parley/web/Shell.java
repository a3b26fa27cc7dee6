package chat.parley.web;

import org.jspecify.annotations.Nullable;

/// What surrounds every page's content.
///
/// @param title of the document
/// @param account the name at the foot of the sidebar
/// @param modelConnected whether any model other than Guide answers; if not, the home page says how
///   to connect one
/// @param trouble why the connected model's server does not answer, or null
public record Shell(
    String title,
    String account,
    boolean modelConnected,
    @Nullable String trouble,
    SidebarView sidebar) {}

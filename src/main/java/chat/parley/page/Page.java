package chat.parley.page;

import chat.parley.http.Request;
import chat.parley.user.CurrentUser;

/// What surrounds every page's content.
///
/// @param title of the document
/// @param person who looks at it
/// @param modelConnected whether any model other than Guide answers
public record Page(String title, Viewer person, boolean modelConnected, SidebarView sidebar) {
  /// Who looks at a page.
  ///
  /// @param name at the foot of the sidebar
  /// @param staff whether they look after people and connections
  /// @param signedIn whether they can sign out; nobody does in local mode
  public record Viewer(String name, boolean staff, boolean signedIn) {
    public static Viewer of(Request request) {
      CurrentUser user = request.user();
      return new Viewer(user.account().name(), user.account().role().isStaff(), user.signedIn());
    }
  }
}

package chat.parley.page;

import chat.parley.chat.SidebarView;
import chat.parley.http.Request;
import chat.parley.model.LocalServerOffer;
import chat.parley.user.Account;
import chat.parley.user.CurrentUser;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What surrounds every page's content.
///
/// @param title of the document
/// @param person who looks at it
/// @param modelConnected whether any model other than Guide answers; if not, the home page says how
///   to connect one
/// @param offers servers on this computer that can be connected with one click, for those who may
/// @param trouble why the connected model's server does not answer, or null
public record Page(
    String title,
    Person person,
    boolean modelConnected,
    @Nullable String trouble,
    SidebarView sidebar,
    List<LocalServerOffer> offers) {
  public Page {
    offers = List.copyOf(offers);
  }

  /// Where nothing is offered.
  public Page(
      String title,
      Person person,
      boolean modelConnected,
      @Nullable String trouble,
      SidebarView sidebar) {
    this(title, person, modelConnected, trouble, sidebar, List.of());
  }

  /// Who looks at a page.
  ///
  /// @param name at the foot of the sidebar
  /// @param staff whether they look after people and connections
  /// @param signedIn whether they can sign out; nobody does in local mode
  public record Person(String name, boolean staff, boolean signedIn) {
    public static Person of(Request exchange) {
      Account account = exchange.person();
      CurrentUser caller = exchange.caller();
      return new Person(
          account.name(), account.role().isStaff(), caller != null && caller.signedIn());
    }
  }
}

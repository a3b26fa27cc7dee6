package chat.parley.data;

import chat.parley.SiteServer;
import chat.parley.account.SignInController;
import chat.parley.http.Cookies;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.settings.Settings;
import chat.parley.settings.SettingsController;
import chat.parley.user.Account;
import chat.parley.user.Role;
import java.util.Locale;
import java.util.Optional;

/// Deleting for good what is one's own. A word has to be typed, so that no slip does it.
public final class DeletionController {
  /// What has to be typed.
  private static final String WORD = "delete";

  private final Deletion erasure;
  private final Settings settings;
  private final Optional<SiteServer.People> people;
  private final Cookies cookies;
  private final SettingsController pages;

  /// @param people none in local mode, where nobody signs in
  /// @param pages show what is wrong
  public DeletionController(
      Deletion erasure,
      Settings settings,
      Optional<SiteServer.People> people,
      Cookies cookies,
      SettingsController pages) {
    this.erasure = erasure;
    this.settings = settings;
    this.people = people;
    this.cookies = cookies;
    this.pages = pages;
  }

  /// Whether everything that somebody has includes the account: not the owner's, or nobody would be
  /// left to look after Parley.
  public static boolean leaves(Optional<SiteServer.People> people, Account account) {
    return people.isPresent() && account.role() != Role.OWNER;
  }

  public Response chats(Request exchange) {
    return confirmed(
        exchange,
        "delete-chats",
        () -> {
          erasure.chats(exchange.account());
          return new Response.SeeOther("/settings?saved=chats-deletion#deletion");
        });
  }

  public Response everything(Request exchange) {
    return confirmed(
        exchange,
        "delete-everything",
        () -> {
          Account account = exchange.person();
          if (leaves(people, account)) {
            return leave(exchange, people.orElseThrow(), account);
          }
          erasure.chats(account.id());
          settings.forget(account.id());
          return new Response.SeeOther("/settings?saved=deletion#deletion");
        });
  }

  /// Out first: whoever is out begins nothing that would have to be deleted too.
  private Response leave(Request exchange, SiteServer.People from, Account account) {
    from.sessions().endAll(account.id(), null);
    erasure.chats(account.id());
    from.accounts().delete(account, SignInController.address(exchange));
    cookies.signOut(exchange.request(), exchange.response());
    return new Response.SeeOther("/sign-in?account=deleted");
  }

  private interface Work {
    Response done();
  }

  private Response confirmed(Request exchange, String field, Work work) {
    String typed = exchange.form().value(field).strip().toLowerCase(Locale.ROOT);
    return typed.equals(WORD)
        ? work.done()
        : pages.refused(
            exchange,
            Problem.invalid("Nothing was deleted. Type the word “%s” to delete.".formatted(WORD))
                .at(field + "-error"));
  }
}

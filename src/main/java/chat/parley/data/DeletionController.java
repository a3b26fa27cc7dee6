package chat.parley.data;

import chat.parley.account.AccountModule;
import chat.parley.account.SignInController;
import chat.parley.account.SignInCookies;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.settings.Settings;
import chat.parley.settings.SettingsController;
import chat.parley.user.Account;
import java.util.Locale;

/// Deleting for good what is one's own. A word has to be typed, so that no slip does it.
public final class DeletionController {
  /// What has to be typed.
  private static final String WORD = "delete";

  private final Deletion erasure;
  private final Settings settings;
  private final AccountModule people;
  private final SignInCookies cookies;
  private final SettingsController pages;

  /// @param pages show what is wrong
  public DeletionController(
      Deletion erasure,
      Settings settings,
      AccountModule people,
      SignInCookies cookies,
      SettingsController pages) {
    this.erasure = erasure;
    this.settings = settings;
    this.people = people;
    this.cookies = cookies;
    this.pages = pages;
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
          if (people.mayLeave(account)) {
            return leave(exchange, account);
          }
          erasure.chats(account.id());
          settings.forget(account.id());
          return new Response.SeeOther("/settings?saved=deletion#deletion");
        });
  }

  /// Out first: whoever is out begins nothing that would have to be deleted too.
  private Response leave(Request exchange, Account account) {
    people.sessions().endAll(account.id(), null);
    erasure.chats(account.id());
    people.accounts().delete(account, SignInController.address(exchange));
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

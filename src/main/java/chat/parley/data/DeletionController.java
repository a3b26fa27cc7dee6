package chat.parley.data;

import chat.parley.account.AccountModule;
import chat.parley.account.AccountSettings;
import chat.parley.account.SignInCookies;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.settings.SettingsController;
import chat.parley.user.Account;
import java.util.Locale;
import java.util.function.Supplier;

/// Deleting for good what is one's own. A word has to be typed, so that no slip does it.
final class DeletionController {
  /// What has to be typed.
  private static final String WORD = "delete";

  private final Deletion deletion;
  private final AccountSettings settings;
  private final AccountModule accounts;
  private final SignInCookies cookies;
  private final SettingsController pages;

  /// @param pages show what is wrong
  DeletionController(
      Deletion deletion,
      AccountSettings settings,
      AccountModule accounts,
      SignInCookies cookies,
      SettingsController pages) {
    this.deletion = deletion;
    this.settings = settings;
    this.accounts = accounts;
    this.cookies = cookies;
    this.pages = pages;
  }

  Response chats(Request request) throws InterruptedException {
    return confirmed(
        request,
        "delete-chats",
        () -> {
          deletion.chats(request.account());
          return new Response.SeeOther("/settings?saved=chats-deletion#deletion");
        });
  }

  Response everything(Request request) throws InterruptedException {
    return confirmed(
        request,
        "delete-everything",
        () -> {
          Account account = request.person();
          if (accounts.mayDelete(account)) {
            return leave(request, account);
          }
          deletion.chats(account.id());
          settings.forget(account.id());
          return new Response.SeeOther("/settings?saved=deletion#deletion");
        });
  }

  /// Out first: whoever is out begins nothing that would have to be deleted too.
  private Response leave(Request request, Account account) {
    accounts.sessions().endAll(account.id(), null);
    deletion.chats(account.id());
    accounts.accounts().delete(request.user());
    cookies.signOut(request.request(), request.response());
    return new Response.SeeOther("/sign-in?account=deleted");
  }

  private Response confirmed(Request request, String field, Supplier<Response> deleted)
      throws InterruptedException {
    return request.submit(
        form -> {
          if (!form.value(field).strip().toLowerCase(Locale.ROOT).equals(WORD)) {
            throw Problem.invalid(
                    "Nothing was deleted. Type the word “%s” to delete.".formatted(WORD))
                .at(field + "-error");
          }
          return deleted.get();
        },
        (_, problem) -> pages.refused(request, problem));
  }
}

package chat.parley.account;

import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.FormMessage;
import chat.parley.problem.Problem;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.util.function.Consumer;

/// Looking after people: their roles, and whether they may come in.
final class PeopleController {
  private static final Response LIST = new Response.SeeOther("/people");

  private final Accounts accounts;
  private final Sessions sessions;
  private final Consumer<AccountId> onDisable;
  private final PeoplePage page;

  PeopleController(
      Accounts accounts, Sessions sessions, Consumer<AccountId> onDisable, PeoplePage page) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.onDisable = onDisable;
    this.page = page;
  }

  Response list(Request request) {
    boolean signedOut = request.query("saved").filter("sessions"::equals).isPresent();
    FormMessage notice =
        signedOut
            ? new FormMessage("people-saved", "They are signed out everywhere.")
            : FormMessage.NONE;
    return page.show(request, 200, notice, null);
  }

  Response changeRole(Request request) throws InterruptedException {
    return page.submit(
        request,
        form -> {
          Role role =
              Role.of(form.value("role"))
                  .filter(one -> one != Role.OWNER)
                  .orElseThrow(() -> Problem.invalid("There is no such role.").at("people-error"));
          accounts.changeRole(request.user(), person(request), role);
          sessions.interruptWhoLacksFactor();
          return LIST;
        });
  }

  /// Ends what they have open at once; answers that are being written are stopped, and kept.
  Response disable(Request request) throws InterruptedException {
    return page.submit(
        request,
        _ -> {
          accounts.disable(request.user(), person(request), true);
          sessions.endAll(person(request), null);
          onDisable.accept(person(request));
          return LIST;
        });
  }

  Response enable(Request request) throws InterruptedException {
    return page.submit(
        request,
        _ -> {
          accounts.disable(request.user(), person(request), false);
          return LIST;
        });
  }

  /// Ends every session that they have. They may sign in again.
  Response signOut(Request request) throws InterruptedException {
    return page.submit(
        request,
        _ -> {
          accounts.signOut(request.user(), person(request));
          sessions.endAll(person(request), null);
          return new Response.SeeOther("/people?saved=sessions");
        });
  }

  static AccountId person(Request request) {
    return new AccountId(request.part("person"));
  }
}

package chat.parley.account;

import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Changing one's own name and password, and ending one's own sessions.
final class OwnAccountController {
  private final Accounts accounts;
  private final SignIns signIns;
  private final Sessions sessions;
  private final Reauthentication reauthentication;
  private final BiFunction<Request, Problem, Response> settings;

  /// @param settings shows one's own settings, with what was refused there
  OwnAccountController(
      Accounts accounts,
      SignIns signIns,
      Sessions sessions,
      Reauthentication reauthentication,
      BiFunction<Request, Problem, Response> settings) {
    this.accounts = accounts;
    this.signIns = signIns;
    this.sessions = sessions;
    this.reauthentication = reauthentication;
    this.settings = settings;
  }

  Response rename(Request request) throws InterruptedException {
    return submit(request, "name", form -> accounts.rename(request.user(), form.value("name")));
  }

  /// Whoever else knew the old password is out, and whoever has a copy of this browser's token.
  Response changePassword(Request request) throws InterruptedException {
    return submit(
        request,
        "password",
        form -> {
          signIns.checkPassword(request.user(), form.value("present"));
          accounts.changePassword(request.user(), form.value("password"), request.origin().host());
          sessions.endAll(request.account(), Reauthentication.session(request));
          reauthentication.prove(request);
        });
  }

  Response endSession(Request request) throws InterruptedException {
    return submit(
        request, "sessions", _ -> signIns.endSession(request.user(), request.part("session")));
  }

  Response endOtherSessions(Request request) throws InterruptedException {
    return submit(request, "sessions", _ -> signIns.endOthers(request.user()));
  }

  private Response submit(Request request, String what, Consumer<Form> action)
      throws InterruptedException {
    return request.submit(
        form -> {
          action.accept(form);
          return new Response.SeeOther("/settings?saved=" + what + "#" + what);
        },
        (_, problem) -> settings.apply(request, problem));
  }
}

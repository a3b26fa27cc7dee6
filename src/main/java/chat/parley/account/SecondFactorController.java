package chat.parley.account;

import chat.parley.http.Request;
import chat.parley.http.Request.SubmittedForm;
import chat.parley.http.Response;
import chat.parley.page.FormMessage;
import chat.parley.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Changing by what somebody signs in beside their password. Whoever changes anything here has
/// shown a moment ago that it is them: a browser that was left open is not enough.
final class SecondFactorController {
  static final String PATH = "/settings/second-factor";

  private final SecondFactors factors;
  private final Sessions sessions;
  private final Reauthentication reauthentication;
  private final SecondFactorMail mail;
  private final SecondFactorPage pages;

  SecondFactorController(
      SecondFactors factors,
      Sessions sessions,
      Reauthentication reauthentication,
      SecondFactorMail mail,
      SecondFactorPage pages) {
    this.factors = factors;
    this.sessions = sessions;
    this.reauthentication = reauthentication;
    this.mail = mail;
    this.pages = pages;
  }

  Response page(Request request) {
    Optional<FormMessage> left =
        request
            .query("left")
            .map(Request::number)
            .map(number ->
                new FormMessage(
                    "codes-saved",
                    String.format(
                        Locale.ENGLISH,
                        "You have signed in with a recovery code. %d are left.",
                        number)));
    Optional<FormMessage> saved =
        request.query("saved").map(what -> new FormMessage(what + "-saved", "Saved."));
    return pages.show(request, 200, left.or(() -> saved).orElse(FormMessage.NONE), List.of());
  }

  /// The password once more.
  Response reauthenticate(Request request) throws InterruptedException {
    return submit(
        request,
        _ -> {
          reauthentication.checkPassword(request);
          return new Response.SeeOther(PATH);
        });
  }

  Response prepareApp(Request request) throws InterruptedException {
    return change(
        request,
        _ -> {
          factors.prepareApp(request.account());
          return new Response.SeeOther(PATH + "#app");
        });
  }

  Response confirmApp(Request request) throws InterruptedException {
    return change(
        request,
        form -> {
          List<String> codes = factors.confirmApp(request.user(), form.value("code"));
          return added(request, codes, "app", "An app that shows codes was added to your account.");
        });
  }

  /// The codes are shown this once; a reload asks whether to send the form again, and is refused.
  ///
  /// @param message for the mail
  Response added(Request request, List<String> codes, String what, String message) {
    mail.send(request, request.person(), message);
    return codes.isEmpty()
        ? new Response.SeeOther(PATH + "?saved=" + what + "#" + what)
        : pages.show(request, 200, new FormMessage(what + "-saved", "Saved."), codes);
  }

  Response removeApp(Request request) throws InterruptedException {
    return change(
        request,
        _ -> {
          factors.removeApp(request.user());
          removed(request, "The app that shows codes was removed from your account.");
          return new Response.SeeOther(PATH + "?saved=app#app");
        });
  }

  /// @param message for the mail
  void removed(Request request, String message) {
    sessions.interruptWhoLacksFactor();
    mail.send(request, request.person(), message);
  }

  Response renewCodes(Request request) throws InterruptedException {
    return change(
        request,
        _ -> {
          List<String> codes = factors.renewCodes(request.user());
          mail.send(
              request,
              request.person(),
              "New recovery codes were made for your account; the old ones are void.");
          return pages.show(request, 200, FormMessage.NONE, codes);
        });
  }

  Response change(Request request, SubmittedForm action) throws InterruptedException {
    return submit(
        request,
        form -> {
          if (!reauthentication.isFresh(request)) {
            throw Problem.invalid("Show first that it is you: that was more than 5 minutes ago.")
                .at("present-error");
          }
          return action.carryOut(form);
        });
  }

  private Response submit(Request request, SubmittedForm action) throws InterruptedException {
    return request.submit(
        action,
        (_, problem) ->
            pages.show(request, problem.code().status(), FormMessage.of(problem), List.of()));
  }
}

package chat.parley.account;

import chat.parley.account.SecondFactorSteps.SecondFactorAttempt;
import chat.parley.account.SecondFactorSteps.SecondFactorResult;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.time.Duration;
import java.util.Optional;

/// The page between the password and the chats, for those who have a second factor.
final class SecondStepController {
  static final String PATH = "/second-factor";

  private final SecondFactorSteps steps;
  private final SessionStarter starter;
  private final SignInCookies cookies;
  private final SignInPages pages;

  SecondStepController(
      SecondFactorSteps steps, SessionStarter starter, SignInCookies cookies, SignInPages pages) {
    this.steps = steps;
    this.starter = starter;
    this.cookies = cookies;
    this.pages = pages;
  }

  Response page(Request request) {
    String to = ReturnAddress.returnable(request.query("to").orElse(null));
    return account(request).isPresent()
        ? show(request, 200, SignInForm.EMPTY.to(to))
        : new Response.SeeOther(request.caller() == null ? "/sign-in" : to);
  }

  Response answer(Request request) throws InterruptedException {
    Optional<Token> pending = cookies.pending(request.request());
    if (pending.isEmpty()) {
      return expired(request);
    }
    return request.submit(
        form -> complete(request, form, steps.attempt(attempt(request, pending.get(), form))),
        (form, problem) -> refused(request, form, problem));
  }

  SecondFactorAttempt attempt(Request request, Token pending, Form form) {
    return new SecondFactorAttempt(
        pending,
        form.value("code"),
        cookies.device(request.request()).orElse(null),
        SessionStarter.client(request));
  }

  Response complete(Request request, Form form, SecondFactorResult result)
      throws InterruptedException {
    String to = ReturnAddress.returnable(form.given("to").orElse(null));
    return switch (result) {
      case SecondFactorResult.SecondFactorAccepted(var signedIn, var left) ->
          starter.enter(
              request,
              signedIn,
              left.map(number -> SecondFactorController.PATH + "?left=" + number).orElse(to));
      case SecondFactorResult.SignInExpired() -> expired(request);
      case SecondFactorResult.WrongCode() ->
          throw Problem.invalid(
                  "This code is wrong, or was used already. An app shows another one each 30 seconds.")
              .at("code-error");
      case SecondFactorResult.TooManyCodes(Duration pause) ->
          throw SignIns.tooMany(pause).at("code-error");
    };
  }

  /// Whose first factor was given.
  Optional<Account> account(Request request) {
    return cookies.pending(request.request()).flatMap(steps::account);
  }

  Response refused(Request request, Form form, Problem problem) {
    return show(request, problem.code().status(), SignInForm.of(form, problem).code(""));
  }

  Response expired(Request request) throws InterruptedException {
    cookies.forgetPending(request.request(), request.response());
    return request.caller() == null
        ? pages.refused(
            request,
            Problem.invalid(
                "It took too long, or was done already. Begin again with the password."))
        : new Response.SeeOther("/");
  }

  private Response show(Request request, int status, SignInForm form) {
    Optional<Account> account = account(request);
    String site = RelyingParty.of(cookies.origin(request.request())).site();
    return pages.secondStep(
        request,
        status,
        form.email(account.map(Account::title).orElse("")),
        account.map(one -> steps.options(one.id(), site)).orElse(SecondStepOptions.NOTHING));
  }
}

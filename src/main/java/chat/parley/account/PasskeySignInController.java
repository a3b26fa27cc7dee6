package chat.parley.account;

import chat.parley.account.Challenges.ChallengePurpose;
import chat.parley.account.Passkeys.Passkey;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.util.List;
import java.util.Map;

/// Signing in with a passkey: alone, when it counts as both factors, or after the password.
final class PasskeySignInController {
  private final PasskeyVerifier verifier;
  private final PasskeySecondStep second;
  private final SessionStarter starter;
  private final SignInCookies cookies;
  private final SignInPages pages;

  PasskeySignInController(
      PasskeyVerifier verifier,
      PasskeySecondStep second,
      SessionStarter starter,
      SignInCookies cookies,
      SignInPages pages) {
    this.verifier = verifier;
    this.second = second;
    this.starter = starter;
    this.cookies = cookies;
    this.pages = pages;
  }

  /// What the device is to sign. Alone, it names no passkey: that would tell who has an account.
  Response challenge(Request request) {
    starter.countDeparture(request);
    return new Response.JsonBody(
        200, isSecond(request.form()) ? second.options(request) : options(request));
  }

  /// Several tabs of a browser are one: what one was asked, it may answer when another was too.
  private Map<String, ?> options(Request request) {
    verifier.here(request);
    Token browser = cookies.challenged(request.request()).orElseGet(Token::random);
    cookies.rememberChallenged(request.request(), request.response(), browser);
    return verifier.options(request, browser, ChallengePurpose.ALONE, List.of());
  }

  /// What the device has signed.
  Response use(Request request) throws InterruptedException {
    return request.submit(
        form -> {
          boolean isSecond = isSecond(form);
          try {
            starter.countDeparture(request);
            return isSecond ? second.use(request, form) : useAlone(request, form);
          } catch (Problem problem) {
            throw problem.at(isSecond ? "code-error" : "provider-error");
          }
        },
        (form, problem) ->
            isSecond(form)
                ? second.refused(request, form, problem)
                : pages.signIn(request, problem.code().status(), SignInForm.EMPTY.wrong(problem)));
  }

  private Response useAlone(Request request, Form form) {
    Passkey used =
        cookies
            .challenged(request.request())
            .flatMap(browser -> verifier.verify(request, form, browser, ChallengePurpose.ALONE))
            .orElseThrow(() -> {
              verifier.recordFailure(request, form);
              return PasskeyVerifier.noGood();
            });
    Account account = verifier.owner(used).orElseThrow(PasskeyVerifier::noGood);
    starter.checkEnabled(request, account);
    if (!verifier.isEnough(used)) {
      throw Problem.invalid(
          "The password was chosen anew by a link: sign in with it once, and give this passkey after it. Then it signs you in alone again.");
    }
    return starter.start(
        request,
        account,
        "signed in with a passkey",
        ReturnAddress.returnable(form.given("to").orElse(null)));
  }

  private static boolean isSecond(Form form) {
    return form.value("aim").equals("second");
  }
}

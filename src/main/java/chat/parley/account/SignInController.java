package chat.parley.account;

import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.user.Token;
import java.time.Duration;
import java.util.Optional;

/// Signing in by an e-mail address and a password.
final class SignInController {
  /// The place on the page that says that an account is deleted.
  private static final String DELETED = "account-deleted";

  /// Those that say that somebody is signed out, and from where they may go on.
  private static final String SIGNED_OUT = "signed-out";

  private static final String LEFT = "left";

  private final Accounts accounts;
  private final SignIns signIns;
  private final SessionStarter starter;
  private final SignInCookies cookies;
  private final SignInPages pages;

  SignInController(
      Accounts accounts,
      SignIns signIns,
      SessionStarter starter,
      SignInCookies cookies,
      SignInPages pages) {
    this.accounts = accounts;
    this.signIns = signIns;
    this.starter = starter;
    this.cookies = cookies;
    this.pages = pages;
  }

  Response page(Request request) {
    if (!accounts.isSetUp()) {
      return new Response.SeeOther("/set-up");
    }
    String to = ReturnAddress.returnable(request.query("to").orElse(null));
    SignInForm form =
        request.query("account").filter("deleted"::equals).isPresent()
            ? SignInForm.told(DELETED, "Your account and everything in it is deleted.")
            : afterSignOut(request);
    if (request.caller() != null) {
      return new Response.SeeOther(to);
    }
    return pages.signIn(request, 200, form.to(to));
  }

  /// That somebody is signed out: here, and then at the provider too, from where they come back
  /// with what their browser has.
  private SignInForm afterSignOut(Request request) {
    Optional<Token> state = cookies.providerSignOut(request.request());
    if (state.isEmpty()) {
      return SignInForm.EMPTY;
    }
    if (request.query("state").filter(state.get().value()::equals).isPresent()) {
      cookies.endProviderSignOut(request.request(), request.response());
      return SignInForm.told(SIGNED_OUT, "You are signed out here and at your provider.");
    }
    return request
        .query("left")
        .map(provider -> SignInForm.told(LEFT, provider))
        .orElse(SignInForm.EMPTY);
  }

  Response signIn(Request request) throws InterruptedException {
    return request.submit(
        form -> {
          String to = ReturnAddress.returnable(form.given("to").orElse(null));
          SignInResult result =
              signIns.attempt(
                  new PasswordAttempt(
                      form.value("email"),
                      form.value("password"),
                      cookies.device(request.request()).orElse(null),
                      SessionStarter.client(request)));
          return switch (result) {
            case SignInResult.SignedIn signedIn -> starter.enter(request, signedIn, to);
            case SignInResult.SecondFactorNeeded(Token pending) -> {
              cookies.forgetProvider(request.request(), request.response());
              yield starter.askSecondFactor(request, pending, to);
            }
            case SignInResult.WrongPassword() ->
                throw wrong("Nobody signs in with this address and password.");
            case SignInResult.DisabledAccount() -> throw wrong(SessionStarter.DISABLED);
            case SignInResult.TooManyPasswords(Duration pause) ->
                throw SignIns.tooMany(pause).at("password-error");
          };
        },
        (form, problem) ->
            pages.signIn(request, problem.code().status(), SignInForm.of(form, problem)));
  }

  private static Problem wrong(String sentence) {
    return Problem.invalid(sentence).at("password-error");
  }
}

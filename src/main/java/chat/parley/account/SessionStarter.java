package chat.parley.account;

import chat.parley.account.SignInResult.SignedIn;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Begins the session of somebody who has shown who they are, or asks for their second factor
/// first.
final class SessionStarter {
  static final String DISABLED = "This account is disabled. Ask whoever runs this Parley.";

  private final SignIns signIns;
  private final SecondFactors factors;
  private final SignInCookies cookies;

  SessionStarter(SignIns signIns, SecondFactors factors, SignInCookies cookies) {
    this.signIns = signIns;
    this.factors = factors;
    this.cookies = cookies;
  }

  static SessionClient client(Request request) {
    return new SessionClient(UserAgent.name(request.header("User-Agent")), request.address());
  }

  /// Slows down those who do nothing else than to be sent away, or to be asked for a passkey.
  void countDeparture(Request request) {
    signIns
        .countDeparture(request.address())
        .ifPresent(pause -> {
          throw SignIns.tooMany(pause);
        });
  }

  void checkEnabled(Request request, Account account) {
    if (account.disabled()) {
      signIns.recordDisabled(account, request.address());
      throw Problem.invalid(DISABLED);
    }
  }

  /// On to the second factor.
  Response askSecondFactor(Request request, Token pending, String to) {
    cookies.rememberPending(request.request(), request.response(), pending);
    return new Response.SeeOther(
        to.equals("/")
            ? SecondStepController.PATH
            : SecondStepController.PATH + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
  }

  /// Lets in somebody who has shown one factor: at once, where they have no second one.
  ///
  /// @param action how, in the past tense
  Response afterFirstFactor(Request request, Account account, String action, String to) {
    return factors
        .beginSecondStep(account, action)
        .map(pending -> askSecondFactor(request, pending, to))
        .orElseGet(() -> start(request, account, action, to));
  }

  /// Lets in somebody who has just shown who they are.
  ///
  /// @param action how, in the past tense
  /// @param to where to go on
  Response start(Request request, Account account, String action, String to) {
    return enter(
        request,
        signIns.begin(
            account, cookies.device(request.request()).orElse(null), client(request), action),
        to);
  }

  /// Everybody who signs in comes here at last. Whoever was signed in with this browser is not any
  /// more: a session whose cookie is gone would be open for weeks without anybody who could end it.
  Response enter(Request request, SignedIn signedIn, String to) {
    cookies
        .session(request.request())
        .ifPresent(former ->
            signIns.signOut(
                former,
                request.address(),
                "was signed out by signing in again with the same browser"));
    cookies.forgetPending(request.request(), request.response());
    cookies.signIn(request.request(), request.response(), signedIn.session(), signedIn.device());
    return new Response.SeeOther(to);
  }
}

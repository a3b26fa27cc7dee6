package chat.parley.account;

import chat.parley.http.Cookies;
import chat.parley.http.Origins;
import chat.parley.user.Token;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// The cookies of signing in: a session's token; by what a browser is known that has signed in
/// before, one that has gone to a provider, that has given the first factor and not the second, or
/// that was asked for a passkey.
public final class SignInCookies {
  private static final String SESSION = "parley-session";
  private static final String DEVICE = "parley-device";
  private static final String PENDING_LOGIN = "parley-journey";
  private static final String PROVIDER = "parley-provider";
  private static final String PROVIDER_SIGN_OUT = "parley-going-on";
  private static final String PENDING = "parley-pending";
  private static final String CHALLENGED = "parley-asked";
  private static final Duration CHALLENGED_KEPT = Duration.ofDays(1);
  private static final Duration DEVICE_KEPT = Duration.ofDays(400);

  private final Cookies cookies;
  private final Origins origins;

  public SignInCookies(Origins origins) {
    this.cookies = new Cookies(origins);
    this.origins = origins;
  }

  /// Whether what is sent cannot be read on the way.
  boolean isSecure(Request request) {
    return origins.isSecure(request);
  }

  /// Where the one who asks has found Parley, like `https://chat.example.org`.
  String origin(Request request) {
    return origins.of(request);
  }

  Optional<Token> session(Request request) {
    return cookies.find(request, SESSION);
  }

  Optional<Token> device(Request request) {
    return cookies.find(request, DEVICE);
  }

  void signIn(Request request, Response response, Token session, Token device) {
    cookies.set(request, response, SESSION, session.value(), Sessions.LONGEST);
    if (pending(request).isEmpty()) {
      forgetProvider(request, response);
    }
    cookies.set(request, response, DEVICE, device.value(), DEVICE_KEPT);
  }

  /// Whoever signs in otherwise has not come by a provider.
  void forgetProvider(Request request, Response response) {
    forget(request, response, PROVIDER);
  }

  /// The same session under another token.
  void renew(Request request, Response response, Token session) {
    cookies.set(request, response, SESSION, session.value(), Sessions.LONGEST);
  }

  /// By what a browser is known whose first factor was right.
  Optional<Token> pending(Request request) {
    return cookies.find(request, PENDING);
  }

  void rememberPending(Request request, Response response, Token pending) {
    cookies.set(request, response, PENDING, pending.value(), SecondFactors.LONGEST);
  }

  /// By what a browser is known that has been asked for a passkey.
  Optional<Token> challenged(Request request) {
    return cookies.find(request, CHALLENGED);
  }

  void rememberChallenged(Request request, Response response, Token browser) {
    cookies.set(request, response, CHALLENGED, browser.value(), CHALLENGED_KEPT);
  }

  void forgetPending(Request request, Response response) {
    if (pending(request).isPresent()) {
      cookies.set(request, response, PENDING, "", Duration.ZERO);
    }
  }

  public void signOut(Request request, Response response) {
    cookies.set(request, response, SESSION, "", Duration.ZERO);
    forget(request, response, PROVIDER);
  }

  private void forget(Request request, Response response, String name) {
    if (cookies.find(request, name).isPresent()) {
      cookies.set(request, response, name, "", Duration.ZERO);
    }
  }

  /// By which provider somebody has come, by its name.
  Optional<String> provider(Request request) {
    return cookies.find(request, PROVIDER).map(Token::value);
  }

  void rememberProvider(Request request, Response response, String provider) {
    cookies.set(request, response, PROVIDER, provider, Sessions.LONGEST);
  }

  /// By what a browser is known that has signed out, and may go on to sign out of a provider.
  Optional<Token> providerSignOut(Request request) {
    return cookies.find(request, PROVIDER_SIGN_OUT);
  }

  void beginProviderSignOut(Request request, Response response, Token state) {
    cookies.set(request, response, PROVIDER_SIGN_OUT, state.value(), PendingLogins.LONGEST);
  }

  void endProviderSignOut(Request request, Response response) {
    cookies.set(request, response, PROVIDER_SIGN_OUT, "", Duration.ZERO);
  }

  /// By what a browser is known that comes back from a provider.
  Optional<Token> pendingLogin(Request request) {
    return cookies.find(request, PENDING_LOGIN);
  }

  void beginLogin(Request request, Response response, Token browser) {
    cookies.set(request, response, PENDING_LOGIN, browser.value(), PendingLogins.LONGEST);
  }

  void endLogin(Request request, Response response) {
    cookies.set(request, response, PENDING_LOGIN, "", Duration.ZERO);
  }
}

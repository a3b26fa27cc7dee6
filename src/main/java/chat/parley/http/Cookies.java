package chat.parley.http;

import chat.parley.account.PendingLogins;
import chat.parley.account.SecondFactors;
import chat.parley.account.Sessions;
import chat.parley.user.Token;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// The cookies: a session's token; by what a browser is known that has signed in before, one that
/// has gone to a provider, that has given the first factor and not the second, or that was asked
/// for a passkey.
///
/// Over https their names begin with `__Host-`: no other host, not even a neighbour below the same
/// domain, can then set one in our place. Over plain http they go without `Secure`, or they would
/// not come back.
public final class Cookies {
  private static final String SESSION = "parley-session";
  private static final String DEVICE = "parley-device";
  private static final String JOURNEY = "parley-journey";
  private static final String PROVIDER = "parley-provider";
  private static final String GOING_ON = "parley-going-on";
  private static final String LINK = "parley-link-";
  private static final String PENDING = "parley-pending";
  private static final String ASKED = "parley-asked";
  private static final Duration ASKED_KEPT = Duration.ofDays(1);
  private static final Duration DEVICE_KEPT = Duration.ofDays(400);

  private final Optional<PublicUrl> publicUrl;
  private final ForwardedHeaders forwarding;

  public Cookies(Optional<PublicUrl> publicUrl, ForwardedHeaders forwarding) {
    this.publicUrl = publicUrl;
    this.forwarding = forwarding;
  }

  public Optional<Token> session(Request request) {
    return find(request, SESSION);
  }

  public Optional<Token> device(Request request) {
    return find(request, DEVICE);
  }

  public void signIn(Request request, Response response, Token session, Token device) {
    set(request, response, SESSION, session.value(), Sessions.LONGEST);
    if (pending(request).isEmpty()) {
      leaveProvider(request, response);
    }
    set(request, response, DEVICE, device.value(), DEVICE_KEPT);
  }

  /// Whoever signs in otherwise has not come by a provider.
  public void leaveProvider(Request request, Response response) {
    forget(request, response, PROVIDER);
  }

  /// The same session under another token.
  public void renew(Request request, Response response, Token session) {
    set(request, response, SESSION, session.value(), Sessions.LONGEST);
  }

  /// By what a browser is known whose first factor was right.
  public Optional<Token> pending(Request request) {
    return find(request, PENDING);
  }

  public void holdBack(Request request, Response response, Token pending) {
    set(request, response, PENDING, pending.value(), SecondFactors.LONGEST);
  }

  /// By what a browser is known that has been asked for a passkey.
  public Optional<Token> asked(Request request) {
    return find(request, ASKED);
  }

  public void ask(Request request, Response response, Token browser) {
    set(request, response, ASKED, browser.value(), ASKED_KEPT);
  }

  public void letGo(Request request, Response response) {
    if (pending(request).isPresent()) {
      set(request, response, PENDING, "", Duration.ZERO);
    }
  }

  public void signOut(Request request, Response response) {
    set(request, response, SESSION, "", Duration.ZERO);
    forget(request, response, PROVIDER);
  }

  private void forget(Request request, Response response, String name) {
    if (find(request, name).isPresent()) {
      set(request, response, name, "", Duration.ZERO);
    }
  }

  /// By which provider somebody has come, by its name.
  public Optional<String> provider(Request request) {
    return find(request, PROVIDER).map(Token::value);
  }

  public void cameBy(Request request, Response response, String provider) {
    set(request, response, PROVIDER, provider, Sessions.LONGEST);
  }

  /// By what a browser is known that has signed out, and may go on to sign out of a provider.
  public Optional<Token> goingOn(Request request) {
    return find(request, GOING_ON);
  }

  public void goOnTo(Request request, Response response, Token state) {
    set(request, response, GOING_ON, state.value(), PendingLogins.LONGEST);
  }

  public void goesOnNoMore(Request request, Response response) {
    set(request, response, GOING_ON, "", Duration.ZERO);
  }

  /// By what a browser is known that comes back from a provider.
  public Optional<Token> journey(Request request) {
    return find(request, JOURNEY);
  }

  public void leave(Request request, Response response, Token browser) {
    set(request, response, JOURNEY, browser.value(), PendingLogins.LONGEST);
  }

  public void arrive(Request request, Response response) {
    set(request, response, JOURNEY, "", Duration.ZERO);
  }

  /// Who has opened the secret link of local mode.
  ///
  /// @param id of the link: browsers send the cookies of all ports of a host to each of them, and
  ///   two Parleys on one computer must not put out each other's
  public Optional<Token> link(Request request, String id) {
    return find(request, LINK + id);
  }

  public void openLink(Request request, Response response, String id, Token cookie) {
    set(request, response, LINK + id, cookie.value(), DEVICE_KEPT);
  }

  /// Whether what is sent cannot be read on the way.
  public boolean isSecure(Request request) {
    return forwarding.of(request).isSecure()
        || publicUrl.filter(url -> url.scheme().equals("https")).isPresent();
  }

  /// Where the one who asks has found Parley, like `https://chat.example.org`.
  public String origin(Request request) {
    return publicUrl
        .map(PublicUrl::origin)
        .orElseGet(() -> {
          ForwardedHeaders.Origin origin = forwarding.of(request);
          return origin.scheme() + "://" + origin.host();
        });
  }

  private Optional<Token> find(Request request, String name) {
    String full = name(request, name);
    return Request.getCookies(request).stream()
        .filter(cookie -> cookie.getName().equals(full))
        .map(HttpCookie::getValue)
        .filter(value -> !value.isEmpty())
        .map(Token::new)
        .findFirst();
  }

  private void set(Request request, Response response, String name, String value, Duration kept) {
    response
        .getHeaders()
        .add(
            HttpHeader.SET_COOKIE,
            String.format(
                Locale.ROOT,
                "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s",
                name(request, name),
                value,
                kept.toSeconds(),
                isSecure(request) ? "; Secure" : ""));
  }

  private String name(Request request, String name) {
    return isSecure(request) ? "__Host-" + name : name;
  }
}

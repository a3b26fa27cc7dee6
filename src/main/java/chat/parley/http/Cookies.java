package chat.parley.http;

import chat.parley.user.Token;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// Cookies that hold tokens.
///
/// Over https their names begin with `__Host-`: no other host, not even a neighbour below the same
/// domain, can then set one in our place. Over plain http they go without `Secure`, or they would
/// not come back.
public final class Cookies {

  private final Origins origins;

  public Cookies(Origins origins) {
    this.origins = origins;
  }

  public Optional<Token> find(Request request, String name) {
    String full = name(request, name);
    return Request.getCookies(request).stream()
        .filter(cookie -> cookie.getName().equals(full))
        .map(HttpCookie::getValue)
        .filter(value -> !value.isEmpty())
        .map(Token::new)
        .findFirst();
  }

  /// @param kept zero = it is taken away
  public void set(Request request, Response response, String name, String value, Duration kept) {
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
                origins.isSecure(request) ? "; Secure" : ""));
  }

  private String name(Request request, String name) {
    return origins.isSecure(request) ? "__Host-" + name : name;
  }
}

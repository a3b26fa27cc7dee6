package chat.parley.local;

import chat.parley.http.Cookies;
import chat.parley.http.Request;
import chat.parley.user.CurrentUser;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/// How somebody shows that they have the secret of local mode: a browser that has opened the link
/// by a cookie, a script by the secret itself in `Authorization: Bearer`.
public final class LinkCookie {
  private static final String BEARER = "Bearer ";

  /// Browsers send the cookies of all ports of a host to each of them, and two Parleys on one
  /// computer must not put out each other's: the id of the link follows.
  private static final String NAME = "parley-link-";

  private static final Duration KEPT = Duration.ofDays(400);

  private final SecretLink link;
  private final Cookies cookies;

  public LinkCookie(SecretLink link, Cookies cookies) {
    this.link = link;
    this.cookies = cookies;
  }

  Optional<CurrentUser> find(org.eclipse.jetty.server.Request request) {
    return link.current()
        .filter(secret -> isShown(request, secret))
        .map(secret -> CurrentUser.with(secret.id()));
  }

  /// Lets a browser in, for as long as this is the secret.
  ///
  /// @return whether it is
  boolean open(Request request, String brought) {
    Optional<SecretLink.LinkSecret> secret = link.current().filter(now -> now.is(brought));
    secret.ifPresent(now ->
        cookies.set(request.request(), request.response(), NAME + now.id(), now.cookie(), KEPT));
    return secret.isPresent();
  }

  private boolean isShown(org.eclipse.jetty.server.Request request, SecretLink.LinkSecret secret) {
    return cookies
            .find(request, NAME + secret.id())
            .filter(cookie -> secret.isCookie(cookie.value()))
            .isPresent()
        || bearer(request).filter(secret::is).isPresent();
  }

  private static Optional<String> bearer(org.eclipse.jetty.server.Request request) {
    String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }
}

package chat.parley.http;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/// The checks of local mode: one person, no password, so only this computer may ask, and no other
/// site in its browser. Who on this computer asks, {@link LocalAuthenticator} finds out.
///
/// A name that points here from outside (DNS rebinding) is no loopback name; a page of another site
/// gives itself away by its Origin or its Sec-Fetch-Site; a proxy, which would open Parley to the
/// world, by what it forwards, where it says so. Whoever starts Parley may name the address of a
/// proxy of their own: then what comes through that one is answered.
public final class LocalOnly {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final List<String> FORWARDED =
      List.of("Forwarded", "X-Real-IP", "Via", "X-Forwarded-");
  private static final Set<String> OUR_OWN = Set.of("same-origin", "none");

  private final Optional<PublicUrl> publicUrl;

  /// @param publicUrl where a proxy in front may serve Parley, if one may
  public LocalOnly(Optional<PublicUrl> publicUrl) {
    this.publicUrl = publicUrl;
  }

  /// @throws Problem when it came from elsewhere
  public void check(Request request) {
    HttpFields headers = request.getHeaders();
    if (publicUrl.isEmpty()) {
      refuseProxies(request);
    }
    String host = headers.get(HttpHeader.HOST);
    if (host == null || !(isLoopback(host) || isPublic(host))) {
      throw refused("it was addressed to another name than " + names());
    }
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null && !isOurs(request, origin, host)) {
      throw refused("it came from a page of another site");
    }
    if (!isOwnSite(request)) {
      throw refused("it came from a page of another site");
    }
  }

  /// Whether no page of another site made the browser ask, as far as the browser says.
  public static boolean isOwnSite(Request request) {
    String site = request.getHeaders().get("Sec-Fetch-Site");
    return site == null || OUR_OWN.contains(site) || isVisit(request);
  }

  private static void refuseProxies(Request request) {
    if (request.getConnectionMetaData().getHttpVersion().compareTo(HttpVersion.HTTP_1_1) < 0) {
      throw proxied("HTTP/1.0");
    }
    request.getHeaders().getFieldNamesCollection().stream()
        .filter(LocalOnly::isForwarded)
        .findFirst()
        .ifPresent(name -> {
          throw proxied(name);
        });
  }

  private boolean isPublic(String host) {
    return publicUrl.filter(url -> url.isHost(host)).isPresent();
  }

  /// The proxy may pass on the name that the browser asked for, or its own one for Parley.
  private boolean isOurs(Request request, String origin, String host) {
    String scheme = request.getConnectionMetaData().isSecure() ? "https://" : "http://";
    return publicUrl.filter(url -> origin.equalsIgnoreCase(url.origin())).isPresent()
        || (isLoopback(host) && origin.equalsIgnoreCase(scheme + host));
  }

  private String names() {
    return publicUrl.map(url -> "localhost and " + url.host()).orElse("localhost");
  }

  /// Following a link to here, which shows the page to the person and to nobody else.
  private static boolean isVisit(Request request) {
    return request.getMethod().equals("GET")
        && "navigate".equals(request.getHeaders().get("Sec-Fetch-Mode"))
        && "document".equals(request.getHeaders().get("Sec-Fetch-Dest"));
  }

  private static boolean isForwarded(String name) {
    return FORWARDED.stream()
        .anyMatch(header ->
            header.endsWith("-")
                ? name.regionMatches(true, 0, header, 0, header.length())
                : name.equalsIgnoreCase(header));
  }

  private static boolean isLoopback(String host) {
    String name = host.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name);
  }

  private static Problem proxied(String sign) {
    return new Problem(
        Code.FORBIDDEN,
        "Parley runs in local mode and answers only this computer: the request came through a proxy ("
            + sign
            + "). If that one is yours, tell Parley its address with --public-url.");
  }

  private Problem refused(String reason) {
    return new Problem(
        Code.FORBIDDEN,
        "Parley runs in local mode and answers only this computer"
            + publicUrl.map(url -> " and " + url).orElse("")
            + ": "
            + reason
            + ".");
  }
}

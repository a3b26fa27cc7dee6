package chat.parley.web;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/// The walls of local mode: one person, no password, so only this computer may ask, and no other
/// site in its browser.
///
/// A name that points here from outside (DNS rebinding) is no loopback name; a page of another site
/// gives itself away by its Origin or its Sec-Fetch-Site; a proxy, which would open Parley to the
/// world, by what it forwards.
final class Walls {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final List<String> FORWARDED =
      List.of("Forwarded", "X-Real-IP", "Via", "X-Forwarded-");
  private static final Set<String> OUR_OWN = Set.of("same-origin", "none");

  private Walls() {}

  /// @throws Problem when the request does not come from this computer's own pages or programs
  static void check(Request request) {
    HttpFields headers = request.getHeaders();
    if (request.getConnectionMetaData().getHttpVersion().compareTo(HttpVersion.HTTP_1_1) < 0) {
      throw refused("HTTP/1.0 is how old proxies ask");
    }
    headers.getFieldNamesCollection().stream()
        .filter(Walls::isForwarded)
        .findFirst()
        .ifPresent(name -> {
          throw refused("the request came through a proxy (" + name + ")");
        });
    String host = headers.get(HttpHeader.HOST);
    if (host == null || !isLoopback(host)) {
      throw refused("it was addressed to another name than localhost");
    }
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
      throw refused("it came from a page of another site");
    }
    String site = headers.get("Sec-Fetch-Site");
    if (site != null && !OUR_OWN.contains(site) && !isVisit(request)) {
      throw refused("it came from a page of another site");
    }
  }

  /// Following a link to here, which shows the page to the person and to nobody else.
  private static boolean isVisit(Request request) {
    return request.getMethod().equals("GET")
        && "navigate".equals(request.getHeaders().get("Sec-Fetch-Mode"))
        && "document".equals(request.getHeaders().get("Sec-Fetch-Dest"));
  }

  private static boolean isForwarded(String name) {
    return FORWARDED.stream()
        .anyMatch(wall ->
            wall.endsWith("-")
                ? name.regionMatches(true, 0, wall, 0, wall.length())
                : name.equalsIgnoreCase(wall));
  }

  private static boolean isLoopback(String host) {
    String name = host.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name);
  }

  private static Problem refused(String reason) {
    return new Problem(
        Code.FORBIDDEN,
        "Parley runs in local mode and answers only this computer: " + reason + ".");
  }
}

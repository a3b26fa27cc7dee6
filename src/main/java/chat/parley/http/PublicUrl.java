package chat.parley.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The address under which a proxy in front serves Parley, for those who come through it.
///
/// @param port the one that is meant, also where the address leaves it out
public record PublicUrl(String scheme, String host, int port) {
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final int LAST_PORT = 65_535;

  /// @throws IllegalArgumentException with a sentence about what is wrong
  public static PublicUrl parse(String text) {
    URI uri = uri(text);
    String scheme = lowerCase(uri.getScheme());
    String host = lowerCase(uri.getHost());
    if (!SCHEMES.contains(scheme) || host.isEmpty()) {
      throw wrong(text, "it must be like https://chat.example.org");
    }
    if (uri.getRawUserInfo() != null) {
      throw wrong(text, "it must not have a user or a password in it");
    }
    String path = uri.getRawPath();
    if (!(path.isEmpty() || path.equals("/"))
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw wrong(text, "Parley needs a host name of its own, with nothing after it");
    }
    if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
      throw wrong(text, "that is no port");
    }
    return new PublicUrl(scheme, host, uri.getPort() < 0 ? usualPort(scheme) : uri.getPort());
  }

  /// As a browser writes it in `Origin`.
  String origin() {
    return scheme + "://" + host + (port == usualPort(scheme) ? "" : ":" + port);
  }

  /// Whether a `Host` header means this. Proxies like to leave out the port.
  boolean isHost(String header) {
    return header.equalsIgnoreCase(host) || header.equalsIgnoreCase(host + ":" + port);
  }

  @Override
  public String toString() {
    return origin();
  }

  private static URI uri(String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw wrong(text, "that is no address");
    }
  }

  private static String lowerCase(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static int usualPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static IllegalArgumentException wrong(String text, String reason) {
    return new IllegalArgumentException("--public-url " + text + ": " + reason);
  }
}

package chat.parley.egress;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/// A proxy, and with whom Parley signs in there.
///
/// @param scheme `http`, `https`, or `socks5`
/// @param host without brackets
/// @param user or null
public record Proxy(
    String scheme, String host, int port, @Nullable String user, @Nullable String password) {
  private static final Set<String> SOCKS = Set.of("socks", "socks5", "socks5h");
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int SOCKS_PORT = 1080;
  private static final int LAST_PORT = 65_535;

  /// @param variable where it stands, for a sentence
  /// @throws IllegalArgumentException with a sentence that does not repeat the password
  static Proxy parse(String variable, String written) {
    String text = written.strip();
    URI uri;
    try {
      uri = new URI(text.contains("://") ? text : "http://" + text);
    } catch (URISyntaxException e) {
      // Its message would repeat the password.
      throw wrong(variable);
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean socks = SOCKS.contains(scheme);
    if (!(socks || scheme.equals("http") || scheme.equals("https"))
        || uri.getHost() == null
        || uri.getPort() == 0
        || uri.getPort() > LAST_PORT) {
      throw wrong(variable);
    }
    String[] who = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
    if (socks && who != null) {
      throw new IllegalArgumentException(
          variable + " names a SOCKS proxy with a user, and Parley signs in at HTTP proxies only");
    }
    int usual = socks ? SOCKS_PORT : scheme.equals("https") ? HTTPS : HTTP;
    return new Proxy(
        socks ? "socks5" : scheme,
        Destination.plain(uri.getHost()),
        uri.getPort() < 0 ? usual : uri.getPort(),
        who == null ? null : decoded(who[0]),
        who == null ? null : who.length < 2 ? "" : decoded(who[1]));
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException wrong(String variable) {
    return new IllegalArgumentException(
        variable
            + " must be like http://user:password@proxy.example.org:3128, with signs like @ and / in the password written as %40 and %2F");
  }

  boolean isSocks() {
    return scheme.equals("socks5");
  }

  HttpHost httpHost() {
    return new HttpHost(scheme, host, port);
  }

  /// Looked up now.
  InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  /// Does not show the password: what is printed may be kept.
  @Override
  public String toString() {
    return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}

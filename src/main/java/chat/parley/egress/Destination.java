package chat.parley.egress;

import java.net.InetAddress;
import java.util.Locale;
import org.apache.hc.core5.http.HttpHost;

/// Whom a call is for.
///
/// @param scheme `http` or `https`
/// @param host in lower case, without brackets and without a dot at its end
/// @param port the real one, also where it is the usual one
record Destination(String scheme, String host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  Destination {
    scheme = scheme.toLowerCase(Locale.ROOT);
    host = plain(host);
  }

  static Destination of(HttpHost target) {
    String scheme = target.getSchemeName();
    int usual = scheme.equalsIgnoreCase("https") ? HTTPS : HTTP;
    return new Destination(
        scheme, target.getHostName(), target.getPort() < 0 ? usual : target.getPort());
  }

  static String plain(String host) {
    String text = host.toLowerCase(Locale.ROOT);
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1);
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /// Whether it is this computer, by its name or number.
  boolean isLoopback() {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || (host.startsWith("127.")
            && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')))
        || AddressRange.address(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }
}

package chat.parley.http;

import chat.parley.egress.AddressRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// Where a request really comes from, as the proxies tell it that are trusted to.
///
/// Anybody can write these headers, so they count only on a connection from a trusted address, and
/// only as far back as trusted addresses go: each proxy adds whom it talks with at the right, and
/// the first one from there that is not trusted is the client. What stands left of it is the
/// client's own invention.
public final class ForwardedHeaders {
  /// Proxies in a row that are looked at.
  private static final int MOST_HOPS = 32;

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  private final List<AddressRange> trusted;

  /// @param trusted the addresses of proxies that may say whom they speak for
  public ForwardedHeaders(List<AddressRange> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /// @param clientAddress in numbers; "unknown" where a connection has no address
  /// @param scheme `http` or `https`, as the client speaks it
  /// @param host as the client asked for it, with the port where one was said; may be empty
  public record Origin(String clientAddress, String scheme, String host) {
    boolean isSecure() {
      return scheme.equals("https");
    }
  }

  /// Who asks, how and for whom.
  Origin of(Request request) {
    Origin own = own(request);
    if (trusted.isEmpty()) {
      return own;
    }
    Optional<InetAddress> peer = address(request);
    if (peer.isEmpty() || !isTrusted(peer.get())) {
      return own;
    }
    ForwardedHops hops = ForwardedHops.of(request.getHeaders());
    InetAddress client = peer.get();
    int depth = 0;
    for (int i = 0; i < MOST_HOPS; i++) {
      Optional<InetAddress> next = hops.address(i);
      if (next.isEmpty()) {
        break;
      }
      client = next.get();
      depth = i;
      if (!isTrusted(client)) {
        break;
      }
    }
    return new Origin(
        text(client),
        hops.scheme(depth)
            .map(one -> one.toLowerCase(Locale.ROOT))
            .filter(ForwardedHeaders::isScheme)
            .orElse(own.scheme()),
        hops.host(depth).filter(one -> HOST.matcher(one).matches()).orElse(own.host()));
  }

  private static Origin own(Request request) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    return new Origin(
        address(request).map(ForwardedHeaders::text).orElse("unknown"),
        request.getConnectionMetaData().isSecure() ? "https" : "http",
        host == null ? "" : host);
  }

  private static Optional<InetAddress> address(Request request) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    return remote instanceof InetSocketAddress internet
        ? Optional.ofNullable(internet.getAddress())
        : Optional.empty();
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  private static boolean isScheme(String scheme) {
    return scheme.equals("http") || scheme.equals("https");
  }

  /// Without the network card that a link-local address may name.
  private static String text(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }
}

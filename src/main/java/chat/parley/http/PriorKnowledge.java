package chat.parley.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/// HTTP/2 in clear, for whoever begins with its preface: proxies in front, and load generators.
///
/// Not for those who ask for it with `Upgrade: h2c`: RFC 9113 has given that up, and through a
/// proxy that passes the header on, a visitor could talk past the proxy's own rules ("h2c
/// smuggling"). None of HTTP/2 is loaded before someone speaks it.
final class PriorKnowledge extends AbstractConnectionFactory
    implements ConnectionFactory.Upgrading {
  private final HttpConfiguration http;

  /// By its interface only: a class that names it would have to load it.
  private ConnectionFactory.@Nullable Upgrading http2;

  PriorKnowledge(HttpConfiguration http) {
    super("h2c");
    this.http = http;
  }

  private synchronized ConnectionFactory.Upgrading http2() {
    ConnectionFactory.Upgrading made = http2;
    if (made == null) {
      made = Http2.inClear(http);
      addBean(made);
      http2 = made;
    }
    return made;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    return http2().newConnection(connector, endPoint);
  }

  @Override
  public @Nullable Connection upgradeConnection(
      Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable reply) {
    return HttpMethod.PRI.is(request.getMethod())
        ? http2().upgradeConnection(connector, endPoint, request, reply)
        : null;
  }
}

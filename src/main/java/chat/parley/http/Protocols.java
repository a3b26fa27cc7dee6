package chat.parley.http;

import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// What is spoken on a port.
final class Protocols {
  private static final String HTTP_1 = "http/1.1";
  private static final String HTTP_2 = "h2";
  private static final int INPUT_BUFFER = 4 * 1024;

  private Protocols() {}

  /// HTTP/1.1, and HTTP/2 with those who begin with it.
  static ConnectionFactory[] inClear(HttpConfiguration http) {
    return new ConnectionFactory[] {http1(http), new PriorKnowledge(http)};
  }

  /// HTTP/1.1 and HTTP/2, of which the two sides agree on one while they shake hands (ALPN). Who
  /// speaks in clear there is heard too, and told by {@link HttpsOnly}.
  static ConnectionFactory[] overTls(HttpConfiguration http, SslContextFactory.Server context) {
    ALPNServerConnectionFactory agreement = new ALPNServerConnectionFactory(HTTP_2, HTTP_1);
    agreement.setDefaultProtocol(HTTP_1);
    return new ConnectionFactory[] {
      new DetectorConnectionFactory(new SslConnectionFactory(context, agreement.getProtocol())),
      http1(http),
      agreement,
      Http2.overTls(http)
    };
  }

  static SslContextFactory.Server context() {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    context.setCipherComparator(HTTP2Cipher.COMPARATOR);
    context.setRenegotiationAllowed(false);
    return context;
  }

  private static HttpConnectionFactory http1(HttpConfiguration http) {
    HttpConnectionFactory factory = new HttpConnectionFactory(http);
    factory.setInputBufferSize(INPUT_BUFFER);
    return factory;
  }
}

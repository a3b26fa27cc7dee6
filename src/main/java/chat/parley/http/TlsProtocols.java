package chat.parley.http;

import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// What is spoken on a port with TLS: HTTP/1.1 and HTTP/2, of which the two sides agree on one
/// while they shake hands (ALPN).
///
/// Who speaks in clear there is heard too, and told by {@link HttpsOnly}.
public final class TlsProtocols {
  private static final String HTTP_1 = "http/1.1";
  private static final String HTTP_2 = "h2";

  private TlsProtocols() {}

  public static ConnectionFactory[] over(HttpConfiguration http, SslContextFactory.Server context) {
    ALPNServerConnectionFactory agreement = new ALPNServerConnectionFactory(HTTP_2, HTTP_1);
    agreement.setDefaultProtocol(HTTP_1);
    return new ConnectionFactory[] {
      new DetectorConnectionFactory(new SslConnectionFactory(context, agreement.getProtocol())),
      ClearProtocols.http1(http),
      agreement,
      Http2.overTls(http)
    };
  }

  public static SslContextFactory.Server context() {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    context.setCipherComparator(HTTP2Cipher.COMPARATOR);
    context.setRenegotiationAllowed(false);
    return context;
  }
}

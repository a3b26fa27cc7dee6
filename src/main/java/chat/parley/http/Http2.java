package chat.parley.http;

import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.HttpConfiguration;

/// How HTTP/2 is spoken here: one connection for all tabs of a browser, each with a stream that
/// stays open.
final class Http2 {
  /// Streams and pages at once on one connection: the tabs of one browser.
  private static final int MOST_STREAMS = 256;

  /// Of resets, pings and the like, each second: a browser that closes all its tabs is no attack,
  /// and who resets as fast as they can ("rapid reset") is.
  private static final int MOST_EVENTS = 1_000;

  /// What somebody may send before it is read, in bytes: Jetty keeps it, and would take a megabyte
  /// for each connection.
  private static final int WINDOW = 64 * 1024;

  private Http2() {}

  static HTTP2CServerConnectionFactory inClear(HttpConfiguration http) {
    return tuned(new HTTP2CServerConnectionFactory(http));
  }

  static HTTP2ServerConnectionFactory overTls(HttpConfiguration http) {
    return tuned(new HTTP2ServerConnectionFactory(http));
  }

  private static <T extends AbstractHTTP2ServerConnectionFactory> T tuned(T http2) {
    http2.setMaxConcurrentStreams(MOST_STREAMS);
    http2.setInitialSessionRecvWindow(WINDOW);
    http2.setInitialStreamRecvWindow(WINDOW);
    http2.setRateControlFactory(new WindowRateControl.Factory(MOST_EVENTS));
    http2.setConnectProtocolEnabled(false);
    return http2;
  }
}

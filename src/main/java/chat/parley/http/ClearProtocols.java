package chat.parley.http;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/// What is spoken on a port in clear: HTTP/1.1, and HTTP/2 with those who begin with it.
public final class ClearProtocols {
  private static final int INPUT_BUFFER = 4 * 1024;

  private ClearProtocols() {}

  public static ConnectionFactory[] inClear(HttpConfiguration http) {
    return new ConnectionFactory[] {http1(http), new PriorKnowledge(http)};
  }

  static HttpConnectionFactory http1(HttpConfiguration http) {
    HttpConnectionFactory factory = new HttpConnectionFactory(http);
    factory.setInputBufferSize(INPUT_BUFFER);
    return factory;
  }
}

package chat.parley.provider;

import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// Apache HttpClient, set up for long streams: no limit that many answers would wait at, nothing
/// done behind the caller's back.
public final class HttpPool {

  /// More answers than are ever written at once.
  private static final int MAX_CONNECTIONS = 10_000;

  private static final int MAX_HEADER_LINE = 64 * 1024;
  private static final int MAX_HEADERS = 200;

  private static final SocketConfig SOCKETS =
      SocketConfig.custom().setSoKeepAlive(true).setTcpNoDelay(true).build();

  private HttpPool() {}

  /// @param reach which addresses may be called, and by which way
  public static CloseableHttpClient open(Timeouts timeouts, Reach reach) {
    Timeout connect = Timeout.of(timeouts.connect().toMillis(), TimeUnit.MILLISECONDS);
    HttpClientBuilder client = HttpClients.custom();
    reach.set(client);
    return client
        .setConnectionManager(pool(connect, reach))
        .setDefaultRequestConfig(
            RequestConfig.custom().setConnectionRequestTimeout(connect).build())
        // Who tries again, and who follows where to, is decided elsewhere.
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        // A compressed stream comes in lumps.
        .disableContentCompression()
        .build();
  }

  private static PoolingHttpClientConnectionManager pool(Timeout connect, Reach reach) {
    PoolingHttpClientConnectionManagerBuilder pool =
        PoolingHttpClientConnectionManagerBuilder.create();
    reach.egress().set(pool, SOCKETS);
    return pool.setDnsResolver(reach.resolver())
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
        .setMaxConnPerRoute(MAX_CONNECTIONS)
        .setMaxConnTotal(MAX_CONNECTIONS)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxLineLength(MAX_HEADER_LINE)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(connect)
                // Looked at each time before it is used again: a request that goes to a dead
                // connection is lost, and looking takes a millisecond.
                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                .build())
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
        .build();
  }
}

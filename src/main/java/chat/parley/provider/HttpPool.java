package chat.parley.provider;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Apache HttpClient, set up for long streams: no limit that many answers would wait at, nothing
/// done behind the caller's back.
///
/// Connections are kept, and a request is sent once more over a new one where a kept one turns out
/// to be dead: servers close what is idle, some after five seconds, and whoever sends in that
/// moment gets nothing. That is safe for a POST as well: not a byte of a response had come, so
/// nothing of an answer was passed on; and to ask a model twice changes nothing at the server. On a
/// new connection the same end is a fault of the server, and not asked away.
final class HttpPool implements AutoCloseable {

  /// More answers than are ever written at once.
  private static final int MAX_CONNECTIONS = 10_000;

  private static final int MAX_HEADER_LINE = 64 * 1024;
  private static final int MAX_HEADERS = 200;

  private static final SocketConfig SOCKETS =
      SocketConfig.custom().setSoKeepAlive(true).setTcpNoDelay(true).build();

  private final Timeout connect;
  private final EgressPolicy policy;
  private final ScheduledThreadPoolExecutor timer;
  private final CloseableHttpClient kept;
  private @Nullable CloseableHttpClient usedOnce;

  /// @param policy which addresses may be called, and by which way
  HttpPool(Timeouts timeouts, EgressPolicy policy) {
    this.connect = Timeout.of(timeouts.connect().toMillis(), TimeUnit.MILLISECONDS);
    this.policy = policy;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("provider-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    this.kept = client();
  }

  /// A time by which the exchange is aborted; none so far.
  Deadline deadline(HttpUriRequestBase message) {
    return new Deadline(timer, message::abort);
  }

  ClassicHttpResponse open(HttpUriRequestBase message) throws IOException, HttpException {
    HttpClientContext context = HttpClientContext.create();
    try {
      return kept.executeOpen(RoutingSupport.determineHost(message), message, context);
    } catch (NoHttpResponseException | SocketException e) {
      if (!wasKept(context) || message.isAborted() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      // Not kept itself, so that there is never an old one among these.
      message.setHeader(HttpHeaders.CONNECTION, "close");
      return usedOnce().executeOpen(RoutingSupport.determineHost(message), message, null);
    }
  }

  /// Whether the connection had served another request before.
  private static boolean wasKept(HttpClientContext context) {
    EndpointDetails details = context.getEndpointDetails();
    return details != null && details.getResponseCount() > 0;
  }

  private synchronized CloseableHttpClient usedOnce() {
    if (usedOnce == null) {
      usedOnce = client();
    }
    return usedOnce;
  }

  private CloseableHttpClient client() {
    HttpClientBuilder client = HttpClients.custom();
    policy.set(client);
    return client
        .setConnectionManager(pool())
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

  private PoolingHttpClientConnectionManager pool() {
    PoolingHttpClientConnectionManagerBuilder pool =
        PoolingHttpClientConnectionManagerBuilder.create();
    policy.egress().set(pool, SOCKETS);
    return pool.setDnsResolver(policy.resolver())
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

  @Override
  public synchronized void close() {
    timer.shutdownNow();
    kept.close(CloseMode.IMMEDIATE);
    if (usedOnce != null) {
      usedOnce.close(CloseMode.IMMEDIATE);
    }
  }
}

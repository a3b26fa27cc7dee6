package chat.parley.provider;

import java.io.IOException;
import java.net.SocketException;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/// Sends requests over connections that are kept, and once more over a new one where a kept one
/// turns out to be dead: servers close what is idle, some after five seconds, and whoever sends in
/// that moment gets nothing.
///
/// That is safe for a POST as well: not a byte of a response had come, so nothing of an answer was
/// passed on; and to ask a model twice changes nothing at the server. On a new connection the same
/// end is a fault of the server, and not asked away.
public final class Dialling implements AutoCloseable {

  private final CloseableHttpClient kept;
  private final Supplier<CloseableHttpClient> opening;
  private @Nullable CloseableHttpClient fresh;

  /// @param opening gives the client of those connections that are used once
  public Dialling(CloseableHttpClient kept, Supplier<CloseableHttpClient> opening) {
    this.kept = kept;
    this.opening = opening;
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
      return fresh().executeOpen(RoutingSupport.determineHost(message), message, null);
    }
  }

  /// Whether the connection had served another request before.
  private static boolean wasKept(HttpClientContext context) {
    EndpointDetails details = context.getEndpointDetails();
    return details != null && details.getResponseCount() > 0;
  }

  private synchronized CloseableHttpClient fresh() {
    if (fresh == null) {
      fresh = opening.get();
    }
    return fresh;
  }

  @Override
  public synchronized void close() {
    kept.close(CloseMode.IMMEDIATE);
    if (fresh != null) {
      fresh.close(CloseMode.IMMEDIATE);
    }
  }
}

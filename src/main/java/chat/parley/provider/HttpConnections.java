package chat.parley.provider;

import chat.parley.provider.Fault.Kind;
import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/// The connections to one server, opened with the first exchange. Where the server is retired they
/// are closed when the last exchange over them has ended, and opened again for one that comes late:
/// whoever was handed the server before may still ask it.
final class HttpConnections implements AutoCloseable {

  private final Timeouts timeouts;
  private final EgressPolicy policy;
  private @Nullable HttpPool pool;
  private int exchanges;
  private boolean retired;
  private boolean closed;

  HttpConnections(Timeouts timeouts, EgressPolicy policy) {
    this.timeouts = timeouts;
    this.policy = policy;
  }

  /// @throws FaultException when everything is closed
  synchronized HttpExchange begin(HttpUriRequestBase message) {
    if (closed) {
      throw new FaultException(new Fault(Kind.BROKE_OFF, "Parley is being closed", null));
    }
    if (pool == null) {
      pool = new HttpPool(timeouts, policy);
    }
    exchanges++;
    return new HttpExchange(pool, message);
  }

  /// A request and its response, until it is closed.
  final class HttpExchange implements AutoCloseable {

    private final HttpPool pool;
    private final HttpUriRequestBase message;
    private final Deadline deadline;

    private HttpExchange(HttpPool pool, HttpUriRequestBase message) {
      this.pool = pool;
      this.message = message;
      this.deadline = pool.deadline(message);
    }

    /// A time by which it is aborted; none at first.
    Deadline deadline() {
      return deadline;
    }

    ClassicHttpResponse open() throws IOException, HttpException {
      return pool.open(message);
    }

    /// Lets go of the connection where the response was not read to its end: closing the response
    /// alone would read the rest of the stream, which may have no end.
    void release(ClassicHttpResponse response) {
      message.abort();
      try {
        response.close();
      } catch (IOException e) {
        // It reads from the connection that was just closed. Nothing is left to be lost.
      }
    }

    @Override
    public void close() {
      deadline.close();
      ended();
    }
  }

  private synchronized void ended() {
    exchanges--;
    closeIfUnused();
  }

  /// Closes them as soon as nobody uses them.
  synchronized void retire() {
    retired = true;
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (retired && exchanges == 0) {
      closePool();
    }
  }

  /// Whether they are retired, and nothing is open.
  synchronized boolean isGone() {
    return retired && pool == null;
  }

  private void closePool() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }

  /// Ends every exchange.
  @Override
  public synchronized void close() {
    closed = true;
    closePool();
  }
}

package chat.parley.http;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/// The body of a request while it comes in: within a size, within a time, and within what all
/// bodies together may take.
///
/// It takes from the budget what has come, not what was announced: who announces much and sends
/// little keeps nobody out. What it has taken is given back when the request is answered.
///
/// @param largest in bytes
record RequestBody(RequestLimits bounds, BodyBudget budget, BodyBudget.Holder holder, int largest) {
  /// Of a request that no page has seen.
  static final RequestBody NONE =
      new RequestBody(RequestLimits.USUAL, new BodyBudget(0), new BodyBudget.Holder("", true), 0);

  private static final int FIRST_ROOM = 1024;
  private static final Duration ROOM_AGAIN = Duration.ofSeconds(5);

  /// @throws Problem when it is too large, too slow, or there is no room for it
  byte[] read(org.eclipse.jetty.server.Request request, Response response) {
    if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > largest) {
      throw tooLarge();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_ROOM);
    boolean whole = false;
    try {
      fill(bytes, request);
      whole = true;
      long kept = bytes.size();
      org.eclipse.jetty.server.Request.addCompletionListener(
          request, _ -> budget.giveBack(holder, kept));
      return bytes.toByteArray();
    } catch (TimeoutException e) {
      throw tooSlow(request, response);
    } catch (IOException e) {
      throw Request.broken("The form did not arrive whole. Send it again.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.stopping();
    } finally {
      if (!whole) {
        budget.giveBack(holder, bytes.size());
      }
    }
  }

  private void fill(ByteArrayOutputStream bytes, org.eclipse.jetty.server.Request request)
      throws IOException, InterruptedException, TimeoutException {
    long start = System.nanoTime();
    boolean last = false;
    while (!last) {
      Content.Chunk chunk = next(request, left(start, bytes.size()));
      try {
        last = chunk.isLast();
        keep(bytes, chunk.getByteBuffer());
      } finally {
        chunk.release();
      }
    }
  }

  private void keep(ByteArrayOutputStream bytes, ByteBuffer piece) {
    int size = piece.remaining();
    if (bytes.size() + size > largest) {
      throw tooLarge();
    }
    if (!budget.take(holder, size)) {
      throw Problem.busy(
          "Parley is reading as much as it has room for. What you sent was not taken: send it again in a moment.",
          ROOM_AGAIN);
    }
    byte[] copy = new byte[size];
    piece.get(copy);
    bytes.writeBytes(copy);
  }

  /// Nanoseconds until the next piece must be there.
  private long left(long start, long bytes) throws TimeoutException {
    long elapsed = System.nanoTime() - start;
    long atLeast = TimeUnit.SECONDS.toNanos(bytes) / bounds.leastRate();
    long end = Math.min(bounds.body().toNanos(), bounds.grace().toNanos() + atLeast);
    if (elapsed >= end) {
      throw new TimeoutException();
    }
    return end - elapsed;
  }

  /// The next piece of a body.
  ///
  /// @throws IOException when no more will come
  /// @throws TimeoutException when it takes longer
  static Content.Chunk next(org.eclipse.jetty.server.Request request, long nanos)
      throws IOException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + nanos;
    while (true) {
      Content.@Nullable Chunk chunk = request.read();
      if (Content.Chunk.isFailure(chunk)) {
        if (chunk.getFailure() instanceof TimeoutException late) {
          throw late;
        }
        throw new IOException(chunk.getFailure());
      }
      if (chunk != null) {
        return chunk;
      }
      CountDownLatch there = new CountDownLatch(1);
      request.demand(there::countDown);
      if (!there.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
    }
  }

  /// The rest would be taken for the next request.
  private static Problem tooSlow(org.eclipse.jetty.server.Request request, Response response) {
    if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    return new Problem(
        Code.TOO_SLOW,
        "This did not arrive in time, so Parley has stopped waiting for it. Send it again.");
  }

  private Problem tooLarge() {
    return new Problem(
        Code.TOO_LARGE,
        String.format(
            Locale.ENGLISH,
            "This is more than the %,d bytes that can be sent at once. Shorten it or send it in parts.",
            largest));
  }
}

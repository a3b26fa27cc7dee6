package chat.parley.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/// What a sender still sends although it has its answer already.
///
/// Most clients read an answer only when they have sent everything, and take a connection that is
/// closed before for broken: they would never learn that their text is too long. So the rest is
/// taken and thrown away, within bounds.
final class BodyDrain {
  private static final long MOST_BYTES = 32 * 1024 * 1024;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /// For those who are slow as it is.
  private static final Duration SHORT = Duration.ofSeconds(1);

  private BodyDrain() {}

  /// Completes an answered request when its rest has come.
  ///
  /// @param slow whether it has taken too long already
  static Callback taken(Request request, Callback callback, boolean slow) {
    return Callback.from(
        () ->
            Thread.ofVirtual()
                .name("remainder")
                .start(() -> {
                  take(request, slow ? SHORT : LONGEST);
                  callback.succeeded();
                }),
        callback::failed);
  }

  private static void take(Request request, Duration longest) {
    long left = MOST_BYTES;
    long end = System.nanoTime() + longest.toNanos();
    try {
      boolean last = false;
      while (!last && left > 0) {
        Content.Chunk chunk = RequestBody.next(request, end - System.nanoTime());
        left -= chunk.remaining();
        last = chunk.isLast();
        chunk.release();
      }
    } catch (IOException | TimeoutException e) {
      // The sender has left, or takes too long: nobody waits for anything any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

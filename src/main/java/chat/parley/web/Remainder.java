package chat.parley.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/// What a sender still sends although it has its answer already.
///
/// Most clients read an answer only when they have sent everything, and take a connection that is
/// closed before for broken: they would never learn that their text is too long. So the rest is
/// taken and thrown away, within bounds.
final class Remainder {
  private static final long MOST_BYTES = 32 * 1024 * 1024;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Remainder() {}

  /// Completes an answered request when its rest has come.
  static Callback taken(Request request, Callback callback) {
    return Callback.from(
        () ->
            Thread.ofVirtual()
                .name("remainder")
                .start(() -> {
                  take(request);
                  callback.succeeded();
                }),
        callback::failed);
  }

  private static void take(Request request) {
    byte[] piece = new byte[16 * 1024];
    long left = MOST_BYTES;
    long end = System.nanoTime() + LONGEST.toNanos();
    try (InputStream in = Content.Source.asInputStream(request)) {
      int count = 0;
      while (count >= 0 && left > 0 && System.nanoTime() < end) {
        count = in.read(piece);
        left -= count;
      }
    } catch (IOException e) {
      // The sender has left: nobody waits for anything any more.
    }
  }
}

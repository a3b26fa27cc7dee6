package chat.parley.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One event of a stream in its wire form (WHATWG HTML, "Server-sent events"): LF only, a `data:`
/// line for each line, so that no reader can take it for two.
///
/// @param bytes the whole event, with the empty line that ends it; shared by readers, never changed
@SuppressWarnings("ArrayRecordComponent") // the bytes are written to sockets as they are
public record ServerSentEvent(byte[] bytes) {
  /// What a reader is told who is not signed in any more.
  public static final ServerSentEvent SESSION_EXPIRED = named("session-expired", "session-expired");

  /// What changes the page: unnamed, so that htmx swaps its partials. It says in its first line
  /// where it starts, and in its id where it ends.
  ///
  /// A position does not say how much is shown of the open tail, so that of two frames which fit,
  /// one may be older: the page drops it by what it shows.
  ///
  /// @param from the position that the page must hold for this to fit, or null when it fits every
  ///   page
  /// @param shows how much of the growing answer's source the page shows then, in UTF-16 units; 0
  ///   where this shows nothing new of it
  public static ServerSentEvent frame(@Nullable Object from, Object to, int shows, String html) {
    String start = from == null ? "*" : from.toString();
    String end = shows == 0 ? "" : "<!--shows " + shows + "-->";
    return new ServerSentEvent(
        ("id: " + to + "\ndata: <!--from " + start + "-->" + end + "\n" + data(html) + "\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  /// What passes: it changes the page, but no reader's position.
  public static ServerSentEvent passing(String html) {
    return new ServerSentEvent((data(html) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// What htmx turns into an event of the page's stream element.
  public static ServerSentEvent named(String name, String data) {
    return new ServerSentEvent(
        ("event: " + name + "\n" + data(data) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// The same, which also says when a reader whose stream ends should come back.
  ///
  /// @param retry holds until the reader is told otherwise
  public static ServerSentEvent named(String name, String data, Duration retry) {
    return new ServerSentEvent(
        ("event: " + name + "\n" + data(data) + "retry: " + retry.toMillis() + "\n\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  private static String data(String text) {
    StringBuilder lines = new StringBuilder(text.length() + 64);
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      lines.append("data: ").append(text, start, end).append('\n');
      start = end + 1;
    }
    return lines.toString();
  }
}

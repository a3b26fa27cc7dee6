package chat.parley.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads Server-Sent Events from a blocking stream, as the HTML standard defines them (LF, CR and
/// CRLF; comments; several `data` lines), bounded in size.
///
/// Two liberties, because servers take them: an event that the stream's end cut off is still
/// returned, marked, and a field named `error` (llama.cpp) counts as an event of that name.
final class EventStream {

  /// The largest line, and the largest event, in bytes.
  static final int MAX_EVENT = 1_000_000;

  private static final int BUFFER = 8 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private int position;
  private int limit;
  private boolean skipLineFeed;
  private boolean first = true;

  EventStream(InputStream in) {
    this.in = in;
  }

  /// @param name empty where the server gave none
  /// @param whole whether the blank line that ends an event was there
  record Event(String name, String data, boolean whole) {}

  /// The next event that has data, or null at the end of the stream.
  ///
  /// @throws Faulted when a line or an event is larger than {@value #MAX_EVENT} bytes
  @Nullable Event next() throws IOException {
    String name = "";
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    while (true) {
      String text = nextLine();
      if (text == null) {
        return hasData ? new Event(name, data.toString(), false) : null;
      }
      if (text.isEmpty()) {
        if (hasData) {
          return new Event(name, data.toString(), true);
        }
        name = "";
        continue;
      }
      int colon = text.indexOf(':');
      String field = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "event" -> name = value;
        case "data", "error" -> {
          if (field.equals("error")) {
            name = "error";
          }
          if (hasData) {
            data.append('\n');
          }
          if (data.length() + value.length() > MAX_EVENT) {
            throw tooLarge();
          }
          data.append(value);
          hasData = true;
        }
        default -> {}
      }
    }
  }

  private @Nullable String nextLine() throws IOException {
    line.reset();
    while (true) {
      if (position == limit) {
        limit = in.read(buffer);
        position = 0;
        if (limit <= 0) {
          limit = 0;
          return line.size() == 0 ? null : decoded();
        }
      }
      if (skipLineFeed) {
        skipLineFeed = false;
        if (buffer[position] == '\n') {
          position++;
          continue;
        }
      }
      int end = position;
      while (end < limit && buffer[end] != '\n' && buffer[end] != '\r') {
        end++;
      }
      if (line.size() + end - position > MAX_EVENT) {
        throw tooLarge();
      }
      line.write(buffer, position, end - position);
      position = end;
      if (end < limit) {
        skipLineFeed = buffer[end] == '\r';
        position++;
        return decoded();
      }
    }
  }

  private String decoded() {
    String text = line.toString(StandardCharsets.UTF_8);
    boolean hasMark = first && text.startsWith("\uFEFF");
    first = false;
    return hasMark ? text.substring(1) : text;
  }

  private static Faulted tooLarge() {
    return new Faulted(
        new Fault(Fault.Kind.GARBLED, "An event of more than " + MAX_EVENT + " bytes", null));
  }
}

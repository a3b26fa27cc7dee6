package chat.parley.provider;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads Server-Sent Events from a blocking stream, as the HTML standard defines them (comments;
/// several `data` lines), bounded in size.
///
/// Two liberties, because servers take them: an event that the stream's end cut off is still
/// returned, marked, and a field named `error` (llama.cpp) counts as an event of that name.
final class EventStream implements Events {

  static final int MAX_EVENT = Lines.MAX_EVENT;

  private final Lines lines;

  EventStream(InputStream in) {
    this.lines = new Lines(in);
  }

  /// @param name empty where the server gave none
  /// @param whole whether the blank line that ends an event was there
  record Event(String name, String data, boolean whole) {}

  @Override
  public @Nullable Event next() throws IOException {
    String name = "";
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    while (true) {
      Lines.Line line = lines.next();
      if (line == null) {
        return hasData ? new Event(name, data.toString(), false) : null;
      }
      String text = line.text();
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
            throw Lines.tooLarge();
          }
          data.append(value);
          hasData = true;
        }
        default -> {}
      }
    }
  }
}

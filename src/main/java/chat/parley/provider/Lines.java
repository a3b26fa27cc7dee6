package chat.parley.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads lines from a blocking stream (LF, CR and CRLF; UTF-8, with or without a mark), bounded in
/// size.
final class Lines {

  /// The largest line, and the largest event made of lines, in bytes.
  static final int MAX_EVENT = 1_000_000;

  private static final int BUFFER = 8 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private int position;
  private int limit;
  private boolean skipLineFeed;
  private boolean first = true;

  Lines(InputStream in) {
    this.in = in;
  }

  /// @param whole whether its end was there, or the stream's end cut it off
  record Line(String text, boolean whole) {}

  /// The next line, or null at the end of the stream.
  ///
  /// @throws Faulted when it is larger than {@value #MAX_EVENT} bytes
  @Nullable Line next() throws IOException {
    line.reset();
    while (true) {
      if (position == limit) {
        limit = in.read(buffer);
        position = 0;
        if (limit <= 0) {
          limit = 0;
          return line.size() == 0 ? null : new Line(decoded(), false);
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
        return new Line(decoded(), true);
      }
    }
  }

  private String decoded() {
    String text = line.toString(StandardCharsets.UTF_8);
    boolean hasMark = first && text.startsWith("\uFEFF");
    first = false;
    return hasMark ? text.substring(1) : text;
  }

  static Faulted tooLarge() {
    return new Faulted(
        new Fault(Fault.Kind.GARBLED, "An event of more than " + MAX_EVENT + " bytes", null));
  }
}

package chat.parley.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads lines from a blocking stream (LF, CR and CRLF; UTF-8, with or without a mark), bounded in
/// size: of a long one only what may be understood is kept.
final class LineReader {

  /// The largest line, and the largest event made of lines, in bytes.
  static final int MAX_EVENT = 1_000_000;

  /// From this length on a line is looked through for what is not read, in bytes.
  private static final int LONG = 64 * 1024;

  private static final int BUFFER = 8 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private int position;
  private int limit;
  private boolean skipLineFeed;
  private boolean first = true;
  private @Nullable JsonFieldFilter condenser;
  private boolean dropping;

  LineReader(InputStream in) {
    this.in = in;
  }

  /// @param whole whether its end was there, or the stream's end cut it off
  record TextLine(String text, boolean whole) {}

  /// The next line, or null at the end of the stream.
  ///
  /// @throws FaultException when what may be understood of it is larger than {@value #MAX_EVENT}
  ///   bytes
  @Nullable TextLine next() throws IOException {
    line.reset();
    condenser = null;
    dropping = false;
    while (true) {
      if (position == limit) {
        limit = in.read(buffer);
        position = 0;
        if (limit <= 0) {
          limit = 0;
          return line.size() == 0 ? null : new TextLine(decoded(), false);
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
      keep(end);
      position = end;
      if (end < limit) {
        skipLineFeed = buffer[end] == '\r';
        position++;
        return new TextLine(decoded(), true);
      }
    }
  }

  /// Keeps what there is of a line up to there.
  private void keep(int end) {
    if (dropping) {
      return;
    }
    if (condenser == null && line.size() + end - position > LONG) {
      byte[] beginning = line.toByteArray();
      if (mayBeJson(beginning)) {
        line.reset();
        condenser = new JsonFieldFilter(line);
        condenser.take(beginning, 0, beginning.length);
      } else {
        dropping = true;
        return;
      }
    }
    if (condenser != null) {
      condenser.take(buffer, position, end);
    } else {
      line.write(buffer, position, end - position);
    }
    if (line.size() > MAX_EVENT) {
      throw tooLarge();
    }
  }

  /// A comment, or text that is no JSON, is nothing to be understood however long it is.
  private static boolean mayBeJson(byte[] beginning) {
    String text = new String(beginning, 0, Math.min(200, beginning.length), StandardCharsets.UTF_8);
    text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    text = (text.startsWith("data:") ? text.substring("data:".length()) : text).strip();
    return !text.isEmpty() && "{[\",}]".indexOf(text.charAt(0)) >= 0;
  }

  private String decoded() {
    String text = line.toString(StandardCharsets.UTF_8);
    boolean hasMark = first && text.startsWith("\uFEFF");
    first = false;
    return hasMark ? text.substring(1) : text;
  }

  static FaultException tooLarge() {
    return new FaultException(
        new Fault(Fault.Kind.GARBLED, "An event of more than " + MAX_EVENT + " bytes", null));
  }
}

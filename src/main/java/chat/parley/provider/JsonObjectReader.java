package chat.parley.provider;

import chat.parley.provider.SseReader.SseEvent;
import java.util.Queue;

/// Objects of JSON that stand in a body by themselves: one on each line, a single one over many
/// lines, or the elements of one array.
final class JsonObjectReader {

  /// The largest object, in characters.
  private static final int LONGEST = ProviderHttp.MAX_BODY;

  private final StringBuilder value = new StringBuilder();
  private JsonNesting braces = new JsonNesting();
  private boolean seen;

  /// Whether an object has begun and not ended.
  boolean isOpen() {
    return !value.isEmpty();
  }

  /// Whether a line may begin an object, or stand between two of an array.
  boolean begins(String line) {
    int at = 0;
    while (at < line.length() && isBetween(line.charAt(at))) {
      at++;
    }
    return at < line.length() ? line.charAt(at) == '{' : seen || line.strip().equals("[");
  }

  /// Takes a line, and gives the objects that end in it.
  ///
  /// @return what stands behind the last of them, or nothing
  String take(String line, Queue<SseEvent> events) {
    if (isOpen() && line.startsWith("{\"") && !expectsMore()) {
      giveUp(events);
    }
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (value.isEmpty() && c != '{') {
        if (isBetween(c)) {
          continue;
        }
        return line.substring(i);
      }
      if (value.length() >= LONGEST) {
        throw LineReader.tooLarge();
      }
      value.append(c);
      if (braces.take(c)) {
        close(events, true);
      }
    }
    if (braces.isInString()) {
      // No string goes over the end of a line: it was cut off, and what follows stands by itself.
      giveUp(events);
    } else if (isOpen()) {
      value.append('\n');
    }
    return "";
  }

  /// The body has ended.
  void end(Queue<SseEvent> events) {
    if (isOpen()) {
      close(events, false);
    }
  }

  private void giveUp(Queue<SseEvent> events) {
    close(events, true);
  }

  private void close(Queue<SseEvent> events, boolean whole) {
    seen = true;
    events.add(new SseEvent("", value.toString(), whole));
    value.setLength(0);
    braces = new JsonNesting();
  }

  /// Whether what there is of the object ends so that another one may stand inside it.
  private boolean expectsMore() {
    int last = value.length() - 1;
    while (last >= 0 && Character.isWhitespace(value.charAt(last))) {
      last--;
    }
    return last >= 0 && "{[,:".indexOf(value.charAt(last)) >= 0;
  }

  private static boolean isBetween(char c) {
    return c == '[' || c == ']' || c == ',' || Character.isWhitespace(c) || c == '\u001E';
  }
}

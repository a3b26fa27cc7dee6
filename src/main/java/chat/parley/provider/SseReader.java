package chat.parley.provider;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the events of a response from a blocking stream, bounded in size: Server-Sent Events as
/// the HTML standard defines them, and objects of JSON that stand by themselves, as Ollama and
/// servers that do not stream send them. Which of the two it is shows in the lines themselves: the
/// content type is wrong too often.
///
/// More liberties, because servers take them: an event that the stream's end cut off is still
/// returned, marked; a field named `error` (llama.cpp) counts as an event of that name; events may
/// be divided by one line end where each line is JSON by itself; JSON in a `data` field may go over
/// many lines.
final class SseReader {

  static final int MAX_EVENT = LineReader.MAX_EVENT;

  /// How much of what is no event is kept, to be told where nothing else comes, in characters.
  private static final int MOST_REST = 16 * 1024;

  private static final int LONGEST_MARK = 16;
  private static final Set<String> FIELDS = Set.of("data", "event", "id", "retry", "error");

  private final LineReader lines;
  private final JsonObjectReader bare = new JsonObjectReader();
  private final Queue<SseEvent> ready = new ArrayDeque<>();
  private final StringBuilder rest = new StringBuilder();
  private final StringBuilder data = new StringBuilder();

  /// Of the data, fed with each of its lines: to go over all of it at each would take the square of
  /// its length.
  private JsonNesting braces = new JsonNesting();

  private boolean hasData;
  private String name = "";
  private @Nullable String nextName;
  private boolean ended;

  SseReader(InputStream in) {
    this.lines = new LineReader(in);
  }

  /// @param name empty where the server gave none
  /// @param whole whether the blank line that ends an event was there
  record SseEvent(String name, String data, boolean whole) {}

  /// The next event that has data, or null at the end of the stream.
  ///
  /// @throws FaultException when it is larger than {@value LineReader#MAX_EVENT} bytes
  @Nullable SseEvent next() throws IOException {
    while (ready.isEmpty() && !ended) {
      LineReader.TextLine line = lines.next();
      if (line == null) {
        ended = true;
        bare.end(ready);
        endEvent(false);
      } else {
        take(line.text());
      }
    }
    return ready.poll();
  }

  /// The beginning of all that was no event: the words of a server that says something else.
  String rest() {
    return rest.toString().strip();
  }

  private void take(String text) {
    if (bare.isOpen() || (!hasData && bare.begins(text))) {
      String behind = bare.take(text, ready);
      if (!behind.isEmpty()) {
        takeField(behind);
      }
    } else if (text.isEmpty()) {
      endEvent(true);
    } else {
      takeField(text);
    }
  }

  private void takeField(String text) {
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (field) {
      case "event" -> {
        if (hasData) {
          nextName = value;
        } else {
          name = value;
        }
      }
      case "data", "error" -> {
        while (value.startsWith("data:")) {
          // Of who puts an event of another server into one of its own.
          value = value.substring("data:".length()).stripLeading();
        }
        if (hasData && (nextName != null || braces.isWhole())) {
          // One line end instead of two: the next event begins here.
          String following = nextName;
          nextName = null;
          endEvent(true);
          name = following == null ? "" : following;
        }
        if (field.equals("error")) {
          name = "error";
        }
        append(value);
      }
      case "id", "retry", "" -> {}
      default -> takeOther(text, field);
    }
  }

  /// What is no field, or one that is not written as it should be.
  private void takeOther(String text, String field) {
    String usual = field.strip().toLowerCase(Locale.ROOT);
    if (!usual.equals(field) && FIELDS.contains(usual)) {
      takeField(usual + text.substring(field.length()));
    } else if (isMarkOfTheEnd(text)) {
      endEvent(true);
      ready.add(new SseEvent("", text.strip(), true));
    } else if (hasData && !data.isEmpty() && data.charAt(0) == '{' && !braces.isWhole()) {
      append(text);
    } else if (text.isBlank()) {
      endEvent(true);
    } else if (rest.length() < MOST_REST) {
      rest.append(text, 0, Math.min(text.length(), MOST_REST - rest.length())).append('\n');
    }
  }

  /// OpenAI's, which servers of other protocols send too, in any case and with any spaces.
  static boolean isMarkOfTheEnd(String text) {
    String mark = text.strip();
    return mark.length() <= LONGEST_MARK
        && mark.startsWith("[")
        && mark.replace(" ", "").toLowerCase(Locale.ROOT).equals("[done]");
  }

  private void append(String value) {
    if (hasData) {
      data.append('\n');
    }
    if (data.length() + value.length() > MAX_EVENT) {
      throw LineReader.tooLarge();
    }
    data.append(value);
    braces.takeAll(value);
    hasData = true;
  }

  private void endEvent(boolean whole) {
    if (hasData) {
      String named = nextName == null ? name : nextName;
      for (String part : parts(data.toString())) {
        ready.add(new SseEvent(named, part, whole));
      }
    }
    data.setLength(0);
    braces = new JsonNesting();
    hasData = false;
    name = "";
    nextName = null;
  }

  /// An event of several lines of which some are JSON by themselves is several events; one with an
  /// array of objects, too.
  private static List<String> parts(String data) {
    if (data.startsWith("[") && JsonNesting.isWhole(data)) {
      Queue<SseEvent> elements = new ArrayDeque<>();
      String behind = new JsonObjectReader().take(data.replace('\n', ' '), elements);
      return behind.isEmpty() && !elements.isEmpty()
          ? elements.stream().map(SseEvent::data).toList()
          : List.of(data);
    }
    if (data.indexOf('\n') < 0 || JsonNesting.isWhole(data)) {
      return List.of(data);
    }
    List<String> lines = data.lines().toList();
    return lines.stream().anyMatch(JsonNesting::isWhole) ? lines : List.of(data);
  }
}

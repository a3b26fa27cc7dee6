package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.provider.EventStream.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventStreamTest {

  private static final String STREAM =
      "\uFEFF: hello\n\ndata: one\n\nevent: e\ndata:two\ndata:  ü👋\n\nevent: lost\n\n"
          + "retry: 3\ndata\n\nerror: bad\n\ndata: [DONE]\n\ndata: cut";

  private static final List<Event> EVENTS =
      List.of(
          new Event("", "one", true),
          new Event("e", "two\n ü👋", true),
          new Event("", "", true),
          new Event("error", "bad", true),
          new Event("", "[DONE]", true),
          new Event("", "cut", false));

  @Test
  void events_are_read_alike_at_every_split_with_every_line_end() throws IOException {
    for (String lineEnd : List.of("\n", "\r\n", "\r")) {
      byte[] bytes = STREAM.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
      for (int split = 0; split <= bytes.length; split++) {
        assertThat(events(pieces(bytes, split))).as("at %d", split).isEqualTo(EVENTS);
      }
    }
  }

  @Test
  void a_line_or_an_event_that_is_too_large_is_garbled() {
    String half = "x".repeat(EventStream.MAX_EVENT / 2);
    for (String stream :
        List.of(
            "data: " + half + half + half,
            "data: " + half + "\ndata: " + half + "\n\n",
            ": " + half + half + half)) {
      assertThatThrownBy(() -> events(bytes(stream)))
          .isInstanceOfSatisfying(
              Faulted.class, e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.GARBLED));
    }
  }

  @Test
  void an_event_as_large_as_allowed_is_read() throws IOException {
    String data = "x".repeat(EventStream.MAX_EVENT - 6);
    assertThat(events(bytes("data: " + data + "\n\n"))).containsExactly(new Event("", data, true));
  }

  private static List<Event> events(InputStream in) throws IOException {
    EventStream stream = new EventStream(in);
    List<Event> events = new ArrayList<>();
    for (Event event = stream.next(); event != null; event = stream.next()) {
      events.add(event);
    }
    return events;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A stream whose read ends at the split, as a socket's would.
  private static InputStream pieces(byte[] bytes, int split) {
    return new java.io.SequenceInputStream(
        new ByteArrayInputStream(Arrays.copyOfRange(bytes, 0, split)),
        new ByteArrayInputStream(Arrays.copyOfRange(bytes, split, bytes.length)));
  }
}

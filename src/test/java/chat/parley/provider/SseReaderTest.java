package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.provider.SseReader.SseEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SseReaderTest {

  private static final String STREAM =
      "\uFEFF: hello\n\ndata: one\n\nevent: e\ndata:two\ndata:  ü👋\n\nevent: lost\n\n"
          + "retry: 3\ndata\n\nerror: bad\n\ndata: [DONE]\n\ndata: cut";

  private static final List<SseEvent> EVENTS =
      List.of(
          new SseEvent("", "one", true),
          new SseEvent("e", "two\n ü👋", true),
          new SseEvent("", "", true),
          new SseEvent("error", "bad", true),
          new SseEvent("", "[DONE]", true),
          new SseEvent("", "cut", false));

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
  void objects_that_stand_by_themselves_are_events_in_whatever_way_they_stand() throws IOException {
    for (String stream :
        List.of(
            "{\"a\":1}\n{\"b\":\"}\"}\n",
            "\uFEFF {\"a\":1} {\"b\":\"}\"}",
            "[{\"a\":1},{\"b\":\"}\"}]",
            "[\n{\"a\":1}\n,\n{\"b\":\"}\"}\n]\n",
            "[{\"a\":1}\n,{\"b\":\"}\"}]\ndata: [DONE]\n\n",
            "\u001E{\"a\":1}\n\u001E{\"b\":\"}\"}\n",
            "data: [{\"a\":1},{\"b\":\"}\"}]\n\n",
            ": hello\n\n{\"a\":1}\n\ndata: {\"b\":\"}\"}\n\n",
            "data: {\"a\":1}\ndata: {\"b\":\"}\"}\ndata: [DONE]\n\n",
            "data: {\"a\":1}\n: between\ndata: {\"b\":\"}\"}\n\n",
            "event: x\ndata: {\"a\":1}\nid: 1\nevent: y\ndata: {\"b\":\"}\"}\n\n")) {
      for (int split = 0; split <= stream.length(); split++) {
        List<SseEvent> events = events(pieces(stream.getBytes(StandardCharsets.UTF_8), split));
        assertThat(events.stream().map(SseEvent::data).filter(data -> !data.equals("[DONE]")))
            .as(stream)
            .containsExactly("{\"a\":1}", "{\"b\":\"}\"}");
      }
    }
  }

  @Test
  void an_object_may_go_over_many_lines_and_a_broken_one_costs_only_itself() throws IOException {
    String pretty = "{\n  \"a\": [\n{\n\"b\": 1\n}\n  ]\n}";
    assertThat(events(bytes(pretty))).containsExactly(new SseEvent("", pretty, true));
    assertThat(events(bytes("data: " + pretty + "\n\n")))
        .containsExactly(new SseEvent("", pretty, true));
    assertThat(events(bytes("{\"a\":\"cut\n{\"b\":[1\n{\"c\":1}\n")).getLast().data())
        .isEqualTo("{\"c\":1}");
    assertThat(events(bytes("{\"a\":1,"))).containsExactly(new SseEvent("", "{\"a\":1,\n", false));
  }

  @Test
  void the_name_of_an_event_may_stand_behind_its_data() throws IOException {
    assertThat(events(bytes("data: {\"a\":1}\nevent: e\n\ndata: {}\n\n")))
        .containsExactly(new SseEvent("e", "{\"a\":1}", true), new SseEvent("", "{}", true));
  }

  @Test
  void an_event_whose_text_is_too_large_is_garbled() {
    String part = "\"content\":\"" + "x".repeat(SseReader.MAX_EVENT / 2) + "\",";
    for (String stream :
        List.of(
            "data: {" + part + part + part,
            "data: {" + part + "\ndata: " + part + "\ndata: " + part + "\n\n",
            "{" + part + part + part)) {
      assertThatThrownBy(() -> events(bytes(stream)))
          .isInstanceOfSatisfying(
              FaultException.class,
              e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.GARBLED));
    }
  }

  @Test
  void what_nobody_reads_is_dropped_however_large_it_is() throws IOException {
    String much = "x".repeat(3 * SseReader.MAX_EVENT);
    String numbers = "[" + "1,\"2\\\"]\",".repeat(200_000) + "{\"text\":\"no\"}]";
    for (String stream :
        List.of(
            "data: {\"images\":[{\"url\":\"" + much + "\"}],\"content\":\"yes\"}\n\n",
            "data: {\"content\":\"yes\",\"images\":{\"url\":\"" + much + "\"}}\n\n",
            "{\"logprobs\":" + numbers + ",\"content\":\"yes\"}\n",
            "{\n\"logprobs\":" + numbers + ",\n\"content\":\"yes\"\n}",
            ": " + much + "\n\ndata: {\"content\":\"yes\"}\n\n",
            "data: " + much + "\n\ndata: {\"content\":\"yes\"}\n\n",
            much + "\n\n{\"content\":\"yes\"}\n\n")) {
      String last = events(bytes(stream)).getLast().data();
      assertThat(StreamEvent.object(last).orElseThrow().path("content").asText())
          .as(stream.substring(0, 20))
          .isEqualTo("yes");
      assertThat(last).hasSizeLessThan(100);
    }
  }

  @Test
  void an_event_as_large_as_allowed_is_read() throws IOException {
    String data = "{\"content\":\"" + "x".repeat(SseReader.MAX_EVENT - 30) + "\"}";
    assertThat(events(bytes("data: " + data + "\n\n")))
        .containsExactly(new SseEvent("", data, true));
  }

  @Test
  void what_is_no_event_is_kept_to_be_told() throws IOException {
    SseReader page = new SseReader(bytes("<html>\n<body>No</body>\n</html>"));
    assertThat(page.next()).isNull();
    assertThat(page.rest()).isEqualTo("<html>\n<body>No</body>\n</html>");
    SseReader endless = new SseReader(bytes("nothing\n".repeat(100_000)));
    assertThat(endless.next()).isNull();
    assertThat(endless.rest()).hasSizeLessThan(20_000);
  }

  /// Each of these took the square of its length: minutes.
  @Test
  @Timeout(20)
  void an_event_of_very_many_lines_is_read_in_one_going() throws IOException {
    int lines = 400_000;
    for (String stream :
        List.of(
            "data: {\n" + "x\n".repeat(lines),
            "data:{\n".repeat(lines),
            "data:[\n".repeat(lines),
            "data: x\ny\n".repeat(lines))) {
      assertThat(events(bytes(stream))).hasSize(1);
    }
  }

  private static List<SseEvent> events(InputStream in) throws IOException {
    SseReader stream = new SseReader(in);
    List<SseEvent> events = new ArrayList<>();
    for (SseEvent event = stream.next(); event != null; event = stream.next()) {
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

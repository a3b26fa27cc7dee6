package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.SseReader.SseEvent;
import chat.parley.support.WireCase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is read does not depend on how it is cut on its way.
final class CutAnywhereTest {

  /// A longer one is cut at random.
  private static final int LONGEST_CUT_EVERYWHERE = 4_000;

  static Stream<WireCase> answers() {
    return WireCase.all().stream()
        .filter(one -> one.says().has("response") && one.bytes().length > 0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void a_body_cut_anywhere_has_the_same_events(WireCase one) throws IOException {
    byte[] body = one.bytes();
    String coding = one.says().at("/response/headers/Content-Encoding").asText("");
    List<SseEvent> whole = events(new ByteArrayInputStream(body), coding);
    if (body.length <= LONGEST_CUT_EVERYWHERE) {
      assertThat(events(new Pieces(body, () -> 1), coding)).isEqualTo(whole);
      for (int at = 1; at < body.length; at++) {
        int[] sizes = {at, body.length};
        int[] next = {0};
        InputStream in = new Pieces(body, () -> sizes[Math.min(next[0]++, 1)]);
        assertThat(events(in, coding)).as("cut at %d", at).isEqualTo(whole);
      }
    }
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      assertThat(events(new Pieces(body, () -> 1 + random.nextInt(3_000)), coding))
          .as("seed %d", seed)
          .isEqualTo(whole);
    }
  }

  /// What is taken out of long lines was read by nobody.
  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void a_condensed_event_says_the_same(WireCase one) throws IOException {
    String coding = one.says().at("/response/headers/Content-Encoding").asText("");
    WireFormat plain = format(one);
    WireFormat condensed = format(one);
    for (SseEvent event : events(new ByteArrayInputStream(one.bytes()), coding)) {
      ByteArrayOutputStream left = new ByteArrayOutputStream();
      byte[] data = event.data().getBytes(StandardCharsets.UTF_8);
      new JsonFieldFilter(left).take(data, 0, data.length);
      SseEvent shorter =
          new SseEvent(event.name(), left.toString(StandardCharsets.UTF_8), event.whole());
      StreamEvent expected = plain.read(event);
      if (!(expected instanceof StreamEvent.ServerError)) {
        assertThat(condensed.read(shorter)).as(event.data()).isEqualTo(expected);
      }
    }
  }

  private static WireFormat format(WireCase one) {
    return switch (one.protocol()) {
      case "anthropic" -> new AnthropicFormat(1, false);
      case "gemini" -> new GeminiFormat(false);
      case "ollama" -> new OllamaFormat();
      default -> new OpenAiFormat(true);
    };
  }

  private static List<SseEvent> events(InputStream in, String coding) throws IOException {
    SseReader stream = new SseReader(ContentDecoding.of(in, coding));
    List<SseEvent> events = new ArrayList<>();
    for (SseEvent event = stream.next(); event != null; event = stream.next()) {
      events.add(event);
    }
    events.add(new SseEvent("rest", stream.rest(), true));
    return events;
  }

  /// A body that comes in pieces of these sizes, as from a socket.
  private static final class Pieces extends InputStream {

    private final ByteArrayInputStream body;
    private final java.util.function.IntSupplier sizes;
    private int left;

    Pieces(byte[] body, java.util.function.IntSupplier sizes) {
      this.body = new ByteArrayInputStream(body);
      this.sizes = sizes;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      if (left == 0) {
        left = sizes.getAsInt();
      }
      int read = body.read(buffer, from, Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}

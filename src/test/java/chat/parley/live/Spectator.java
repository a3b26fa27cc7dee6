package chat.parley.live;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.http.ServerSentEvent;
import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A page with one answer on it, which looks when it is told to and then asks from where it stands,
/// like one that was cut or asleep meanwhile.
final class Spectator {
  /// Enough frames for any answer that is written here.
  private static final int MOST_FRAMES = 10_000;

  private final ReaderPage page;
  private Position position;

  Spectator(GrowingAnswer answer) {
    GrowingAnswer.AnswerSnapshot now = answer.snapshot();
    position =
        Position.at(1, answer.message()).growing(answer.message(), answer.epoch(), now.offset());
    page = page(position, now.blocks(), now.tail(), answer.message());
  }

  /// A page that shows this and nothing else.
  static ReaderPage page(Position position, String blocks, String tail, int message) {
    return ReaderPage.of(
        """
        <div id="stream" data-position="%s"></div><div id="messages"><div id="body-%d">%s\
        <div class="tail" id="tail-%d">%s</div></div></div>\
        """
            .formatted(position, message, blocks, message, tail));
  }

  /// Asks until there is nothing new.
  void look(GrowingAnswer answer) {
    boolean moved = true;
    for (int frames = 0; moved; frames++) {
      assertThat(frames).as("frames").isLessThan(MOST_FRAMES);
      AnswerGrowth more = answer.after(position).orElseThrow();
      moved = !more.to().equals(position);
      assertThat(more.to().offset()).as("position").isGreaterThanOrEqualTo(position.offset());
      assertThat(page.take(event(more.event()))).as("fits").isTrue();
      position = more.to();
    }
    assertThat(page.position()).isEqualTo(position.toString());
    assertThat(page.lost()).as("what frames were for, and is not there").isEmpty();
  }

  ReaderPage page() {
    return page;
  }

  int offset() {
    return position.offset();
  }

  private static EventReader.Event event(ServerSentEvent event) {
    String id = "";
    List<String> data = new ArrayList<>();
    for (String line : new String(event.bytes(), StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        data.add(line.substring(6));
      }
    }
    return new EventReader.Event("", id, String.join("\n", data));
  }
}

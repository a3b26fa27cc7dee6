package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Nightly;
import chat.parley.support.ParleyProcess;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that has no memory left ends at once, as if it were killed: one that limps on could
/// have lost any of its threads.
@Nightly("fills a heap; what follows is what follows a kill, which KillTest shows")
class OutOfMemoryTest {
  /// As `bin/parley` has it.
  private static final String FLAG = "-XX:+ExitOnOutOfMemoryError";

  private static final int ANSWERS = 60;
  private static final int PIECES = 400;
  private static final String PIECE = ("x".repeat(79) + "\n\n").repeat(50);

  @TempDir private Path directory;

  @Test
  void what_was_accepted_and_shown_survives_it() throws Exception {
    assertThat(Files.readString(Path.of("bin/parley"))).contains(FLAG);
    List<String> chats = new ArrayList<>();
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.always(longAnswer());
      try (ParleyProcess parley =
          ParleyProcess.startWith(List.of("-Xmx40m", FLAG), data(), upstream.url())) {
        Visitor visitor = new Visitor(parley.address());
        for (int i = 0; i < ANSWERS && parley.isAlive(); i++) {
          visitor
              .post("/messages", Map.of("text", "message-" + i, "model", "openai/scripted"))
              .ifPresent(chats::add);
        }
        TestApp.await("it has no memory left", () -> !parley.isAlive());
        assertThat(parley.exitCode()).isEqualTo(3);
      }
      upstream.always(Scripts.good("Short."));
      try (ParleyProcess parley = ParleyProcess.start(data(), upstream.url())) {
        Visitor visitor = new Visitor(parley.address());
        assertThat(chats).isNotEmpty();
        for (String chat : chats) {
          Answer end = visitor.end(chat, 2);
          String whole = PIECE.repeat(PIECES);
          if (end.state().equals("interrupted")) {
            assertThat(whole).startsWith(end.text());
          } else if (end.text().length() > 10) {
            assertThat(end).as("over before that").isEqualTo(new Answer("finished", whole));
          } else {
            assertThat(end).isEqualTo(new Answer("finished", "Short."));
          }
        }
      }
    }
  }

  private static Script longAnswer() {
    return (_, wire) -> {
      wire.stream();
      for (int i = 0; i < PIECES; i++) {
        wire.text(PIECE);
      }
      wire.finish("stop");
      wire.done();
      wire.end();
    };
  }

  private Path data() {
    return directory.resolve("data");
  }
}

package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ParleyProcess;
import chat.parley.support.Received;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A message whose answer kills the process, in a real process.
class CrashLoopTest {
  private static final String DEADLY = "script: silent";

  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  public void close() {
    upstream.close();
  }

  @Test
  void what_showed_nothing_is_written_by_itself_but_not_for_ever_and_others_go_on()
      throws Exception {
    String chat = "";
    for (int crash = 1; crash <= 3; crash++) {
      try (ParleyProcess parley = start()) {
        if (crash == 1) {
          chat = send(new Visitor(parley.address()), DEADLY);
        }
        int times = crash;
        TestApp.await("it is asked again by itself", () -> timesAsked() == times);
        parley.kill();
      }
    }
    try (ParleyProcess parley = start()) {
      Visitor visitor = new Visitor(parley.address());
      assertThat(visitor.end(chat, 2)).isEqualTo(new Answer("failed", ""));
      assertThat(timesAsked()).isEqualTo(3);
      assertThat(visitor.end(send(visitor, "Hello"), 2).state()).isEqualTo("finished");

      upstream.next(Scripts.good("At last."));
      assertThat(visitor.post(chat + "/answers", Map.of("message", "2", "action", "retry")))
          .isPresent();
      assertThat(visitor.end(chat, 2)).isEqualTo(new Answer("finished", "At last."));
    }
  }

  @Test
  void a_polite_end_keeps_what_was_shown_and_a_second_parley_is_turned_away() throws Exception {
    String chat;
    try (ParleyProcess parley = start()) {
      Visitor visitor = new Visitor(parley.address());
      chat = send(visitor, "script: silent-later");
      String begun = chat;
      TestApp.await("it has begun", () -> textOf(visitor, begun).equals("word0 word1 word2 "));
      try (ParleyProcess second = ParleyProcess.tryToStart(data(), upstream.url())) {
        assertThat(second.exitCode()).isEqualTo(1);
      }
      parley.stop();
    }
    try (ParleyProcess parley = start()) {
      assertThat(new Visitor(parley.address()).end(chat, 2))
          .isEqualTo(new Answer("interrupted", "word0 word1 word2 "));
    }
  }

  private static String textOf(Visitor visitor, String chat) {
    try {
      return visitor.answer(chat, 2).text();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String send(Visitor visitor, String text) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", text, "model", "openai/scripted"))
        .orElseThrow();
  }

  private long timesAsked() {
    return upstream.received().stream().map(Received::prompt).filter(DEADLY::equals).count();
  }

  private ParleyProcess start() {
    return ParleyProcess.start(data(), upstream.url());
  }

  private Path data() {
    return directory.resolve("data");
  }
}

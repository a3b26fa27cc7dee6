package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ParleyProcess;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` in the middle of an answer whose provider goes on from a beginning by itself: Guide's.
/// What it does to all others `chaos` shows.
class KillTest {
  private static final String QUESTION = "How do I connect a model?";

  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  public void close() {
    upstream.close();
  }

  @Test
  void what_was_shown_stays_and_the_answer_goes_on_by_itself_after_each_kill() throws Exception {
    String chat = "";
    String shown = "";
    for (int kill = 1; kill <= 2; kill++) {
      try (ParleyProcess parley = start()) {
        Visitor visitor = new Visitor(parley.address());
        chat = kill == 1 ? ask(visitor) : chat;
        String begun = chat;
        int before = shown.length();
        FutureTask<Onlooker.Seen> onlooker =
            new FutureTask<>(() -> Onlooker.watchUntilTheEnd(visitor, begun));
        Thread.ofVirtual().start(onlooker);
        TestApp.await("it goes on", () -> text(visitor, begun).length() > before);
        parley.kill();
        Onlooker.Seen seen = onlooker.get();
        shown = seen.closed().length() > before ? seen.closed() : shown;
      }
    }
    try (ParleyProcess parley = start()) {
      Visitor visitor = new Visitor(parley.address());
      Answer end = visitor.end(chat, 2);
      String undisturbed = ask(visitor);
      assertThat(end.state()).isEqualTo("finished");
      assertThat(visitor.end(undisturbed, 2)).isEqualTo(end);
      assertThat(Onlooker.text(visitor.load(chat))).startsWith(shown);
    }
  }

  private static String ask(Visitor visitor) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", QUESTION, "model", "guide/guide"))
        .orElseThrow();
  }

  private static String text(Visitor visitor, String chat) {
    try {
      return visitor.answer(chat, 2).text();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private ParleyProcess start() {
    return ParleyProcess.start(directory.resolve("data"), upstream.url());
  }
}

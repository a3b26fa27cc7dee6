package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ParleyProcess;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Visitor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers made to cost much more than they are long, in a process with little memory: their chats
/// open, others are served meanwhile, and it stays alive, also when it is started again.
class HostileAnswerTest {
  private static final List<String> OPTIONS = List.of("-Xmx200m", "-XX:+ExitOnOutOfMemoryError");

  private static final List<String> ANSWERS =
      List.of(
          "[a]: /" + "u".repeat(30_000) + "\n\n" + "[a] ".repeat(7_500),
          "a_*~".repeat(10_000),
          "a|".repeat(2_000) + "\n" + "-|".repeat(2_000) + "\n" + "b|\n".repeat(10_000),
          "![](http://" + "漢".repeat(30_000) + ") " + "`a``".repeat(5_000));

  @TempDir private Path directory;

  @Test
  void a_hostile_answer_is_shown_and_nobody_else_waits_for_it() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      List<String> chats = new ArrayList<>();
      for (int start = 0; start < 2; start++) {
        try (ParleyProcess parley =
            ParleyProcess.startWith(OPTIONS, directory.resolve("data"), upstream.url())) {
          Visitor visitor = new Visitor(parley.address());
          AtomicInteger healthy = new AtomicInteger();
          FutureTask<Boolean> others = new FutureTask<>(() -> checkHealth(visitor, healthy), true);
          Thread asking = Thread.ofVirtual().start(others);
          if (start == 0) {
            write(upstream, visitor, chats);
          }
          for (String chat : chats) {
            assertThat(visitor.load(chat).document().select("article[data-role=assistant]"))
                .isNotEmpty();
            assertThat(visitor.answer(chat, 2).state()).isEqualTo("finished");
          }
          int before = healthy.get();
          openAtOnce(visitor, chats);
          assertThat(healthy.get()).as("health told meanwhile").isGreaterThan(before);
          assertThat(parley.isAlive()).isTrue();
          asking.interrupt();
          others.get();
        }
      }
    }
  }

  private static void write(ScriptedUpstream upstream, Visitor visitor, List<String> chats)
      throws InterruptedException {
    for (String answer : ANSWERS) {
      upstream.always(inPieces(answer));
      String chat =
          visitor.post("/messages", Map.of("text", "Go", "model", "openai/scripted")).orElseThrow();
      assertThat(visitor.end(chat, 2).text()).isEqualTo(answer);
      chats.add(chat);
    }
  }

  /// Each chat by three people.
  private static void openAtOnce(Visitor visitor, List<String> chats) throws Exception {
    List<FutureTask<String>> opened = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (String chat : chats) {
        FutureTask<String> open = new FutureTask<>(() -> visitor.page(chat, "text/html"));
        opened.add(open);
        Thread.ofVirtual().start(open);
      }
    }
    for (FutureTask<String> open : opened) {
      assertThat(open.get().length()).isLessThan(4_000_000);
    }
  }

  private static void checkHealth(Visitor visitor, AtomicInteger healthy) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        visitor.page("/up", "text/plain");
        healthy.incrementAndGet();
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private static Script inPieces(String answer) {
    return (_, wire) -> {
      wire.stream();
      for (int at = 0; at < answer.length(); at += 5_000) {
        wire.text(answer.substring(at, Math.min(answer.length(), at + 5_000)));
        wire.pause(Duration.ofMillis(5));
      }
      wire.finish("stop");
      wire.done();
      wire.end();
    };
  }
}

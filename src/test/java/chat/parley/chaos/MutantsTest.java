package chat.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Nightly;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chaos can fail: without one of the checks that it is there for, it does.
@Nightly("four more runs of the chaos, each of a program that is compiled for it")
class MutantsTest {
  private static final String MAIN = "src/main/java/chat/parley/";
  private static final String PAGE = "src/test/java/chat/parley/support/ReaderPage.java";

  @TempDir private Path directory;

  @Test
  void a_worker_that_wakes_up_after_its_lease_does_no_harm() throws Exception {
    ChaosRun run = ChaosRun.of(directory, "takeover", 1);
    assertThat(run.output()).contains("nothing lost");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void without_the_epoch_what_it_writes_is_seen_and_taken_back() throws Exception {
    ChaosRun run =
        run(
            "takeover",
            new Mutant(
                MAIN + "generation/AnswerStore.java",
                """
                select id, epoch, :kind, :text from generation
                              where id = :id and epoch = :epoch and state = 'running'
                """,
                """
                select id, epoch, :kind, :text from generation
                              where id = :id
                """));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.figure("taken back") + run.figure("doubled")).isPositive();
  }

  @Test
  void without_the_key_a_message_that_is_sent_again_is_there_twice() throws Exception {
    ChaosRun run =
        run(
            "calm",
            new Mutant(
                MAIN + "generation/IdempotencyKeys.java",
                "if (key == null || key.isBlank() || key.length() > LONGEST_KEY) {",
                "if (key == null || !key.isEmpty()) {"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.figure("doubled")).isPositive();
  }

  @Test
  void without_the_start_of_a_frame_a_stream_and_a_poll_at_once_double_the_text() throws Exception {
    ChaosRun run =
        run(
            "crowd",
            new Mutant(
                PAGE, "if (!from.equals(\"*\") && !from.equals(position)) {", "if (false) {"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.figure("doubled")).isPositive();
  }

  private ChaosRun run(String plan, Mutant mutant) throws IOException, InterruptedException {
    return ChaosRun.of(directory, plan, 1, mutant.compile(directory.resolve("mutant")));
  }
}

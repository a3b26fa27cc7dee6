package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Generation.Progress;
import chat.parley.generation.Recovery.Decision;
import chat.parley.provider.Fault;
import chat.parley.usage.UsageRecorder;
import chat.parley.user.AccountId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  @TempDir private Path directory;
  private Books books;

  @BeforeEach
  void open() {
    books = new Books(directory);
  }

  @AfterEach
  public void close() {
    books.close();
  }

  @Test
  void what_has_shown_nothing_is_written_by_itself() {
    assertThat(Recovery.decide(orphan(0, false, ""), false)).isEqualTo(new Decision.WriteOn());
    assertThat(Recovery.decide(orphan(0, false, ""), true)).isEqualTo(new Decision.WriteOn());
  }

  @Test
  void what_has_text_goes_on_only_where_the_provider_can() {
    assertThat(Recovery.decide(orphan(0, false, "It is"), true)).isEqualTo(new Decision.WriteOn());
    assertThat(Recovery.decide(orphan(0, false, "It is"), false))
        .isEqualTo(new Decision.Conclude(new Outcome.Interrupted()));
  }

  @Test
  void a_stop_is_honoured_whatever_else_is_true() {
    assertThat(Recovery.decide(orphan(2, true, "It is"), true))
        .isEqualTo(new Decision.Conclude(new Outcome.Stopped()));
  }

  @Test
  void the_third_crash_is_the_last() {
    assertThat(Recovery.decide(orphan(1, false, ""), false)).isEqualTo(new Decision.WriteOn());
    assertThat(Recovery.decide(orphan(2, false, ""), true))
        .isInstanceOfSatisfying(
            Decision.Conclude.class,
            end ->
                assertThat(end.outcome())
                    .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.fault().kind()).isEqualTo(Fault.Kind.CRASHED)));
  }

  @Test
  void an_answer_that_a_worker_writes_is_left_to_it() {
    ConversationId chat = books.ask("Why?");
    Claim claim = books.claim();
    books.append(claim, "Because");
    assertThat(recovery(false).recover(Set.of(claim.id()))).isEmpty();
    assertThat(books.state(chat)).isEqualTo(new Progress.Running());
    assertThat(books.append(claim, " of this")).isTrue();
    assertThat(books.text(chat)).isEqualTo("Because of this");
  }

  @Test
  void what_nobody_writes_is_interrupted_with_all_of_its_text() {
    ConversationId chat = books.ask("Why?");
    Claim claim = books.claim();
    books.append(claim, "Because");
    books.append(claim, " of this");
    assertThat(recovery(false).recover(Set.of())).hasSize(1);
    assertThat(books.state(chat)).isEqualTo(new Progress.Ended(new Outcome.Interrupted()));
    assertThat(books.text(chat)).isEqualTo("Because of this");
    assertThat(recovery(false).recover(Set.of())).as("it is done once").isEmpty();
  }

  @Test
  void the_worker_of_an_epoch_that_is_over_writes_nothing_more() {
    ConversationId chat = books.ask("Why?");
    Claim old = books.claim();
    books.append(old, "Because");
    recovery(true).recover(Set.of());
    assertThat(books.append(old, " while in line")).isFalse();
    Claim next = books.claim();
    assertThat(next.epoch()).isEqualTo(old.epoch() + 1);
    assertThat(books.append(old, " from the grave")).isFalse();
    assertThat(
            books.answers.finish(
                old, new Outcome.Finished(false), "mine", "", AnswerStore.TokenCounts.UNKNOWN))
        .isFalse();
    assertThat(books.append(next, " of this")).isTrue();
    assertThat(books.text(chat)).isEqualTo("Because of this");
  }

  @Test
  void three_crashes_end_one_answer_and_the_next_goes_on() {
    ConversationId deadly = books.ask("Crash!");
    for (int crash = 1; crash <= Recovery.MOST_CRASHES; crash++) {
      books.claim();
      recovery(true).recover(Set.of());
    }
    assertThat(books.state(deadly)).isInstanceOf(Progress.Ended.class);
    ConversationId next = books.ask("And now?");
    assertThat(books.claim().conversation()).isEqualTo(next);
  }

  private Recovery recovery(boolean continuesPrefix) {
    return new Recovery(
        books.database,
        books.generations,
        new Leases("this", Duration.ZERO, () -> 0),
        _ -> continuesPrefix);
  }

  private static Recovery.Orphan orphan(int crashes, boolean stopRequested, String text) {
    return new Recovery.Orphan(
        1,
        new ConversationId("c"),
        2,
        AccountId.LOCAL,
        "p",
        "m",
        1,
        crashes,
        stopRequested,
        new Generations.Written(text, ""),
        UsageRecorder.Tokens.NONE);
  }
}

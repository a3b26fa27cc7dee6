package chat.parley.live;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.markdown.Markdown;
import chat.parley.pool.CpuPool;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An answer whose readers stand in line for a workshop that is busy with something else.
@Timeout(30)
class GrowingAnswerTest {
  private static final String LONG = "Some *words* of one paragraph.\n".repeat(400);
  private static final String MORE = "And what came later.\n";

  private final CountDownLatch free = new CountDownLatch(1);
  private final CpuPool workshop = new CpuPool("test", 1, Duration.ofMinutes(1));
  private final GrowingAnswer answer = new Channels(Markdown.in(workshop)).begin("c", 2, 1, LONG);
  private final Position start = new Position(0, 0, 2, 1, 0);

  @BeforeEach
  void occupy() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() ->
            workshop.whole(() -> {
              busy.countDown();
              awaitQuietly(free);
            }));
    busy.await();
  }

  @AfterEach
  void release() {
    free.countDown();
    workshop.close();
  }

  @Test
  void who_writes_does_not_wait_for_the_rendering() throws Exception {
    FutureTask<GrowingAnswer.AnswerSnapshot> reader = inLine(answer::snapshot);

    int version = aside(answer::version);
    assertThat(aside(() -> answer.normalise(MORE))).isEqualTo(MORE);
    assertThat(aside(answer::endOfInput)).isEmpty();
    aside(() -> {
      answer.publish(MORE);
      return true;
    });
    assertThat(aside(answer::text)).isEqualTo(LONG + MORE);
    assertThat(aside(answer::version)).isEqualTo(version + 1);
    aside(() -> {
      answer.end();
      return true;
    });
    assertThat(reader.isDone()).isFalse();

    free.countDown();
    reader.get();
    assertThat(answer.snapshot().blocks()).contains("came later");
  }

  @Test
  void what_is_published_meanwhile_is_not_in_the_snapshot_and_not_counted_there() throws Exception {
    FutureTask<GrowingAnswer.AnswerSnapshot> reader = inLine(answer::snapshot);
    publishMore();
    free.countDown();

    GrowingAnswer.AnswerSnapshot before = reader.get();
    assertThat(before.shows()).isEqualTo(LONG.length());
    assertThat(before.blocks() + before.tail()).doesNotContain("came later");
    GrowingAnswer.AnswerSnapshot now = answer.snapshot();
    assertThat(now.shows()).isEqualTo(LONG.length() + MORE.length());
    assertThat(now.blocks() + now.tail()).contains("came later");
  }

  @Test
  void a_frame_made_before_is_not_given_for_what_is_published_meanwhile() throws Exception {
    FutureTask<AnswerGrowth> reader = inLine(() -> answer.after(start).orElseThrow());
    publishMore();
    free.countDown();

    AnswerGrowth before = reader.get();
    assertThat(before.shows()).isEqualTo(LONG.length());
    assertThat(before.html()).doesNotContain("came later");
    AnswerGrowth now = answer.after(start).orElseThrow();
    assertThat(now.shows()).isEqualTo(LONG.length() + MORE.length());
    assertThat(now.html()).contains("came later");
    assertThat(answer.after(start)).containsSame(now);
  }

  @Test
  void an_end_that_comes_meanwhile_is_found_by_the_next_look() throws Exception {
    FutureTask<GrowingAnswer.AnswerSnapshot> reader = inLine(answer::snapshot);
    aside(() -> {
      answer.end();
      return true;
    });
    free.countDown();

    assertThat(reader.get().offset()).isZero();
    GrowingAnswer.AnswerSnapshot end = answer.snapshot();
    assertThat(end.offset()).isEqualTo(LONG.length() + 1);
    assertThat(end.tail()).isEmpty();
    assertThat(answer.isSameAs(() -> new Markdown().render(LONG))).isTrue();
  }

  private void publishMore() throws Exception {
    aside(() -> {
      answer.publish(MORE);
      return true;
    });
  }

  /// A reader that waits for the workshop when this returns: with nobody else there, it waits for
  /// nothing else with a time limit.
  private static <T> FutureTask<T> inLine(Callable<T> reading) {
    FutureTask<T> reader = new FutureTask<>(reading);
    Thread thread = Thread.ofVirtual().start(reader);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(reader.isDone()).isFalse();
      Thread.onSpinWait();
    }
    return reader;
  }

  /// On a thread of its own: who waits for a monitor cannot be interrupted by a test's time limit.
  private static <T> T aside(Callable<T> writing) throws Exception {
    FutureTask<T> writer = new FutureTask<>(writing);
    Thread.ofPlatform().daemon().start(writer);
    return writer.get();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

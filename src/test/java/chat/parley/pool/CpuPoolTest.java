package chat.parley.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class CpuPoolTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void it_is_never_done_on_the_thread_that_asks() {
    try (CpuPool workshop = new CpuPool("test", 1, LONG)) {
      Thread worker = workshop.within(Thread::currentThread).orElseThrow();
      assertThat(worker.isVirtual()).isFalse();
      assertThat(worker).isNotEqualTo(Thread.currentThread());
    }
  }

  @Test
  void no_more_is_done_at_once_than_there_are_threads() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (CpuPool workshop = new CpuPool("test", 2, LONG)) {
      FutureTask<?>[] callers = new FutureTask<?>[40];
      for (int i = 0; i < callers.length; i++) {
        callers[i] =
            new FutureTask<>(
                () ->
                    workshop.whole(() -> {
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      LockSupport.parkNanos(1_000);
                      now.decrementAndGet();
                    }),
                true);
        Thread.ofVirtual().start(callers[i]);
      }
      for (FutureTask<?> caller : callers) {
        caller.get();
      }
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void who_waits_too_long_is_told_so_and_the_work_is_not_begun() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    try (CpuPool workshop = new CpuPool("test", 1, Duration.ofMillis(20))) {
      FutureTask<?> first =
          new FutureTask<>(
              () ->
                  workshop.whole(() -> {
                    busy.countDown();
                    awaitQuietly(free);
                  }),
              true);
      Thread.ofVirtual().start(first);
      busy.await();
      assertThat(workshop.within(begun::incrementAndGet)).isEmpty();
      free.countDown();
      first.get();
      workshop.whole(() -> {});
      assertThat(begun).hasValue(0);
    }
  }

  @Test
  void who_is_interrupted_waits_for_the_end_and_stays_interrupted() {
    AtomicInteger done = new AtomicInteger();
    try (CpuPool workshop = new CpuPool("test", 1, LONG)) {
      Thread.currentThread().interrupt();
      workshop.whole(done::incrementAndGet);
      assertThat(done).hasValue(1);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void what_goes_wrong_comes_to_who_asked() {
    try (CpuPool workshop = new CpuPool("test", 1, LONG)) {
      assertThatThrownBy(() ->
              workshop.whole(() -> {
                throw new StackOverflowError("deep");
              }))
          .isInstanceOf(StackOverflowError.class);
      assertThat(workshop.within(() -> "goes on")).contains("goes on");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

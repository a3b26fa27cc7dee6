package chat.parley;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done now and then, away from everyone who waits: a minute after the start, and four
/// times a day.
final class Scheduler implements AutoCloseable {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration EVERY = Duration.ofHours(6);

  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());

  Scheduler(List<Runnable> work) {
    var _ =
        clock.scheduleWithFixedDelay(
            () -> work.forEach(Scheduler::attempt),
            FIRST.toMillis(),
            EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// A failure must not end the rounds.
  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("housekeeping failed", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

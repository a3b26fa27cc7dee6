package chat.parley.live;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What readers of one conversation wait on. It carries no news, only that there is some: each
/// reader then looks from its own position, so nothing queues up for a reader that is slow.
public final class Feed {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Map<Integer, GrowingAnswer> answers = new HashMap<>();
  private final Map<Integer, Said> said = new HashMap<>();
  private final Map<Integer, Long> ending = new HashMap<>();
  private long ticks;
  private long changes;
  private int readers;

  /// Counts the news so far.
  public long ticks() {
    return locked(() -> ticks);
  }

  /// Waits for news after those that were seen.
  ///
  /// @param seen what {@link #ticks()} or this method gave before
  /// @return how many there are now; `seen` itself when the time is over
  public long await(long seen, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (ticks == seen && left > 0) {
        left = news.awaitNanos(left);
      }
      return ticks;
    } finally {
      lock.unlock();
    }
  }

  /// Counts the news that are more than growing text: those for which a reader looks into the
  /// database.
  public long changes() {
    return locked(() -> changes);
  }

  /// Wakes the readers to look into the database.
  void change() {
    locked(() -> changes++);
    tick();
  }

  /// Wakes the readers.
  void tick() {
    locked(() -> {
      ticks++;
      news.signalAll();
      return ticks;
    });
  }

  /// The answer that is in memory, growing or ended a moment ago.
  public Optional<GrowingAnswer> answer(int message) {
    return locked(() -> Optional.ofNullable(answers.get(message)));
  }

  /// What is said of an answer right now.
  public Optional<Said> said(int message) {
    return locked(() -> Optional.ofNullable(said.get(message)));
  }

  /// Everything that is said right now, by message.
  public Map<Integer, Said> said() {
    return locked(() -> Map.copyOf(said));
  }

  /// Says something of an answer, to those who watch now.
  public void say(int message, Said what) {
    locked(() -> said.put(message, what));
    tick();
  }

  /// Takes back what was said, without waking anyone: what comes instead does.
  public void hush(int message) {
    locked(() -> said.remove(message));
  }

  void begin(GrowingAnswer answer) {
    locked(() -> {
      ending.remove(answer.message());
      return answers.put(answer.message(), answer);
    });
  }

  void end(int message, int epoch) {
    locked(() -> {
      GrowingAnswer present = answers.get(message);
      if (present == null || present.epoch() <= epoch) {
        said.remove(message);
        ending.put(message, System.nanoTime());
      }
      return true;
    });
  }

  /// Forgets answers whose end is longer ago than the grace time.
  void forget(long graceNanos) {
    long now = System.nanoTime();
    locked(() -> {
      ending
          .entrySet()
          .removeIf(end -> {
            boolean over = now - end.getValue() > graceNanos;
            if (over) {
              answers.remove(end.getKey());
            }
            return over;
          });
      return true;
    });
  }

  void readers(int more) {
    locked(() -> readers += more);
  }

  boolean idle() {
    return locked(() -> readers == 0 && answers.isEmpty() && said.isEmpty());
  }

  private <T> T locked(java.util.function.Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}

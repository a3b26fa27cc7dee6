package chat.parley.live;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// What readers of one conversation wait for. It carries no news, only that there is some: each
/// reader then looks from its own position, so nothing queues up for a reader that is slow.
///
/// Readers take no lock: a thousand that wake at once would stand in line for it.
public final class Channel {
  private final Map<Integer, GrowingAnswer> answers = new ConcurrentHashMap<>();
  private final Map<Integer, Status> statuses = new ConcurrentHashMap<>();
  private final Map<Integer, Long> ending = new ConcurrentHashMap<>();
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicLong ticks = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicInteger readers = new AtomicInteger();

  Channel(Map<Integer, Status> waiting) {
    statuses.putAll(waiting);
  }

  /// Counts the news so far.
  public long ticks() {
    return ticks.get();
  }

  /// Waits for news after those that were seen.
  ///
  /// @param seen what {@link #ticks()} or this method gave before
  /// @return how many there are now; `seen` itself when the time is over
  public long await(long seen, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    Thread self = Thread.currentThread();
    Runnable wake = () -> LockSupport.unpark(self);
    listen(wake);
    try {
      for (long left = nanos; ticks.get() == seen && left > 0; left = end - System.nanoTime()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LockSupport.parkNanos(this, left);
      }
      return ticks.get();
    } finally {
      leave(wake);
    }
  }

  /// Has a listener told of all news from now on, by whoever brings them: it must be quick. First
  /// listen, then look: news that come in between are not missed.
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  public void leave(Runnable listener) {
    listeners.remove(listener);
  }

  /// Counts the news that are more than growing text: those for which a reader looks into the
  /// database.
  public long changes() {
    return changes.get();
  }

  /// Wakes the readers to look into the database.
  void change() {
    changes.incrementAndGet();
    tick();
  }

  /// Wakes the readers.
  void tick() {
    ticks.incrementAndGet();
    listeners.forEach(Runnable::run);
  }

  /// The answer that is in memory, growing or ended a moment ago.
  public Optional<GrowingAnswer> answer(int message) {
    return Optional.ofNullable(answers.get(message));
  }

  /// The status of an answer right now.
  Optional<Status> status(int message) {
    return Optional.ofNullable(statuses.get(message));
  }

  /// All statuses right now, by message.
  public Map<Integer, Status> statuses() {
    return statuses.isEmpty() ? Map.of() : Map.copyOf(statuses);
  }

  /// Gives an answer a status, for those who watch now.
  void setStatus(int message, Status what) {
    statuses.put(message, what);
    tick();
  }

  /// Gives answers that wait their new statuses, unless another was given since.
  void replace(Map<Integer, Status> before, Map<Integer, Status> now) {
    before.forEach((message, what) -> {
      if (!now.containsKey(message)) {
        statuses.remove(message, what);
      }
    });
    now.forEach((message, what) -> {
      if (!what.equals(statuses.get(message))) {
        setStatus(message, what);
      }
    });
  }

  /// Takes a status back, without waking anyone: what comes instead does.
  void clearStatus(int message) {
    statuses.remove(message);
  }

  synchronized void begin(GrowingAnswer answer) {
    ending.remove(answer.message());
    answers.put(answer.message(), answer);
  }

  synchronized void end(int message, int epoch) {
    GrowingAnswer present = answers.get(message);
    if (present == null || present.epoch() <= epoch) {
      statuses.remove(message);
      ending.put(message, System.nanoTime());
    }
  }

  /// Forgets answers whose end is longer ago than the grace time.
  synchronized void forget(long graceNanos) {
    long now = System.nanoTime();
    ending
        .entrySet()
        .removeIf(end -> {
          boolean over = now - end.getValue() > graceNanos;
          if (over) {
            answers.remove(end.getKey());
          }
          return over;
        });
  }

  void readers(int more) {
    readers.addAndGet(more);
  }

  boolean idle() {
    return readers.get() == 0 && answers.isEmpty() && statuses.isEmpty();
  }
}

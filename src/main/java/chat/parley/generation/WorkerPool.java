package chat.parley.generation;

import chat.parley.generation.QueuePlaces.QueuePlace;
import chat.parley.live.Channels;
import chat.parley.live.Status;
import chat.parley.problem.StorageFault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes answers from the queue and lets a worker write each. Woken by a signal; a poll is the
/// safety net.
public final class WorkerPool implements AutoCloseable {
  /// How long workers have to store what they hold when the process ends.
  private static final Duration LEAVING = Duration.ofSeconds(5);

  /// How much longer places are not looked for than looking for them took.
  private static final int REST = 20;

  private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);

  private final Queue queue;
  private final Recovery recovery;
  private final Channels channels;
  private final QueueTimings timings;
  private final Function<Claim, Worker> workers;
  private final BlockingQueue<Boolean> signals = new ArrayBlockingQueue<>(1);
  private final Map<Long, Worker> active = new ConcurrentHashMap<>();
  private final Thread thread;
  private long placesDue = System.nanoTime();
  private boolean untold;
  private long renewed = System.nanoTime();
  private final CountDownLatch hurried = new CountDownLatch(1);
  private volatile boolean draining;
  private volatile boolean closed;

  /// Recovers what a dead process left behind, and begins to take work.
  ///
  /// @param workers makes who writes an answer that was claimed
  WorkerPool(
      Queue queue,
      Recovery recovery,
      Channels channels,
      QueueTimings timings,
      Function<Claim, Worker> workers) {
    this.queue = queue;
    this.recovery = recovery;
    this.channels = channels;
    this.timings = timings;
    this.workers = workers;
    recoverIfPossible();
    this.thread = Thread.ofPlatform().name("workers").start(this::run);
  }

  /// There is work.
  public void wake() {
    signals.offer(true);
  }

  /// Tells the worker of a generation that it was stopped. One that writes it under a later epoch
  /// was asked for afterwards.
  public void stop(long generation, int epoch) {
    Worker worker = active.get(generation);
    if (worker != null && worker.epoch() == epoch) {
      worker.stop();
    }
  }

  /// How many answers are being written.
  public int writing() {
    return active.size();
  }

  private void run() {
    wake();
    while (!closed) {
      try {
        signals.poll(untilNext(), TimeUnit.NANOSECONDS);
        round();
      } catch (InterruptedException e) {
        // close() says so in `closed`
      } catch (StorageFault e) {
        // The database cannot be used at present, and says so itself: the next round tries again.
        signals.clear();
      } catch (Throwable e) {
        // Without this thread nothing would ever be answered again.
        log.error("a round of work failed", e);
        signals.clear();
      }
    }
  }

  /// What is not told yet is told soon, also when nothing else happens.
  private long untilNext() {
    long poll = timings.poll().toNanos();
    return untold ? Math.clamp(placesDue - System.nanoTime(), 0, poll) : poll;
  }

  private void round() {
    if (!draining) {
      queue.claim().forEach(this::begin);
    }
    tellPlaces();
    if (System.nanoTime() - renewed > timings.renewal().toNanos()) {
      renewed = System.nanoTime();
      if (!active.isEmpty()) {
        queue.renew().forEach(stopped -> stop(stopped.id(), stopped.epoch()));
      }
      recover();
      channels.sweep();
    }
  }

  /// A start does not fail for what may pass: the rounds try again.
  private void recoverIfPossible() {
    try {
      recover();
    } catch (StorageFault fault) {
      if (!fault.kind().passing()) {
        throw fault;
      }
    }
  }

  /// At the start what a dead process left, later what a worker could not end because the disk was
  /// full, and what a process that shares the database has let go.
  private void recover() {
    List<Recovery.Orphan> orphans = recovery.recover(active.keySet());
    if (!orphans.isEmpty()) {
      log.info("answers were recovered count={}", orphans.size());
      orphans.forEach(orphan -> channels.changed(orphan.conversation().value()));
      wake();
    }
  }

  private void begin(Claim claim) {
    channels.clearStatus(claim.conversation().value(), claim.message());
    Worker worker = workers.apply(claim);
    active.put(claim.id(), worker);
    Thread.ofVirtual()
        .name("answer-" + claim.id())
        .start(() -> {
          try {
            worker.run();
          } catch (StorageFault e) {
            log.warn("answer was left to recovery generation={} kind={}", claim.id(), e.kind());
          } catch (RuntimeException e) {
            log.error("worker failed generation={}", claim.id(), e);
          } finally {
            active.remove(claim.id(), worker);
            wake();
          }
        });
  }

  /// Says where the answers that wait stand. To find that out each of them is read, so it is done
  /// for a small part of the time at most, however many there are.
  private void tellPlaces() {
    long begun = System.nanoTime();
    untold = begun < placesDue;
    if (untold) {
      return;
    }
    Map<String, Map<Integer, Status>> said = new HashMap<>();
    for (QueuePlace place : queue.places()) {
      said.computeIfAbsent(place.conversation(), _ -> new HashMap<>())
          .put(place.message(), new Status(sentence(place.place()), 0, ""));
    }
    channels.setWaiting(said);
    long now = System.nanoTime();
    placesDue = now + REST * (now - begun);
  }

  private String sentence(int place) {
    return draining ? "Waits for Parley, which is starting again" : sentenceOf(place);
  }

  static String sentenceOf(int place) {
    return switch (place) {
      case 0 -> "Waits for the answer before it";
      case 1 -> "Next in line";
      default -> ordinal(place) + " in line";
    };
  }

  private static String ordinal(int number) {
    boolean teen = number % 100 >= 11 && number % 100 <= 13;
    return number
        + switch (teen ? 0 : number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  /// Begins no more answers and waits for the end of those that are being written.
  ///
  /// @param longest how long
  void drain(Duration longest) {
    draining = true;
    wake();
    long deadline = System.nanoTime() + longest.toNanos();
    try {
      while (!active.isEmpty()
          && System.nanoTime() < deadline
          && !hurried.await(20, TimeUnit.MILLISECONDS)) {
        // Whoever has finished leaves `active`.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the wait of {@link #drain}.
  public void hurry() {
    hurried.countDown();
  }

  @Override
  public void close() {
    closed = true;
    Threads.end(thread);
    List.copyOf(active.values()).forEach(Worker::leave);
    long deadline = System.nanoTime() + LEAVING.toNanos();
    while (!active.isEmpty() && System.nanoTime() < deadline) {
      try {
        signals.poll(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}

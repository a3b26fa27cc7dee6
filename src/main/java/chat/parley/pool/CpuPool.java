package chat.parley.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Does work that takes the processor for long, on fewer platform threads than there are cores.
///
/// Virtual threads share carriers, one a core, and nothing takes a carrier away from who computes:
/// two long computations there, and nobody is served. Here callers wait, which costs a virtual
/// thread nothing. Safe for use by many threads.
public final class CpuPool implements AutoCloseable {
  /// Callers that may wait; more are refused at once.
  private static final int MOST_WAITING = 1000;

  /// Deep trees are walked by recursion.
  private static final long STACK_BYTES = 4 << 20;

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ThreadPoolExecutor threads;
  private final Duration patience;

  /// @param name of its threads
  /// @param threads at most so many; none of them lives while there is nothing to do
  /// @param patience how long a caller waits for its turn and the work together
  public CpuPool(String name, int threads, Duration patience) {
    this.patience = patience;
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            work -> thread(name, work));
    this.threads.allowCoreThreadTimeOut(true);
  }

  /// One thread fewer than there are cores, and at least one.
  public static int fewerThanCores() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
  }

  /// The outcome of the work; empty where its turn did not come in time, or it took too long. It is
  /// not interrupted: what may take long has a deadline of its own.
  public <T> Optional<T> within(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    try {
      threads.execute(task);
    } catch (RejectedExecutionException full) {
      return Optional.empty();
    }
    try {
      return Optional.of(result(task, patience.toNanos()));
    } catch (TimeoutException late) {
      task.cancel(false);
      threads.remove(task);
      return Optional.empty();
    }
  }

  /// Waits for the work as long as it takes, for work that must not be left half done.
  public void whole(Runnable work) {
    FutureTask<Boolean> task = new FutureTask<>(work, true);
    try {
      threads.execute(task);
    } catch (RejectedExecutionException full) {
      task.run();
    }
    try {
      result(task, Long.MAX_VALUE);
    } catch (TimeoutException never) {
      throw new IllegalStateException(never);
    }
  }

  /// An interrupt is kept for later: nobody may leave while the work uses what is theirs.
  private static <T> T result(FutureTask<T> task, long nanos) throws TimeoutException {
    boolean interrupted = false;
    long end = System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
    try {
      while (true) {
        try {
          return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException later) {
          interrupted = true;
        } catch (ExecutionException failed) {
          throw thrown(Objects.requireNonNull(failed.getCause()));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException thrown(Throwable cause) {
    return switch (cause) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new IllegalStateException(cause);
    };
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}

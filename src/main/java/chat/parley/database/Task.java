package chat.parley.database;

import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// A piece of work for a database thread, and the wait for its result.
final class Task<T extends @Nullable Object> {
  private final Function<Handle, T> work;
  private final boolean durable;
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable T result;
  private @Nullable RuntimeException failure;

  Task(Function<Handle, T> work, boolean durable) {
    this.work = work;
    this.durable = durable;
  }

  boolean durable() {
    return durable;
  }

  void run(Handle handle) {
    result = work.apply(handle);
  }

  void succeed() {
    done.countDown();
  }

  /// The first failure counts: a task that failed by itself keeps its reason when its group fails
  /// too.
  void fail(Throwable reason) {
    if (failure == null) {
      failure =
          reason instanceof RuntimeException known
              ? known
              : new IllegalStateException("The database's thread met an error", reason);
    }
    done.countDown();
  }

  /// Waits for the end, however often the caller is interrupted: the work goes on, and its outcome
  /// must be known.
  @SuppressWarnings("NullAway") // the result is T's own null where there is one
  T await() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
    return result;
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

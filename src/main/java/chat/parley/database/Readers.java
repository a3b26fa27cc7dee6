package chat.parley.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The few threads that read, each over a connection of its own.
final class Readers implements AutoCloseable {
  /// More than the cores of a small machine: a reader that waits for the disk leaves one to work.
  private static final int THREADS = 3;

  /// So many of those that wait are read in one transaction, whose beginning and end cost as much
  /// as a query. More would keep a thread busy while others are free.
  private static final int LARGEST_GROUP = 8;

  private static final Task<Boolean> END = new Task<>(_ -> true, false);

  private final Jdbi jdbi;
  private final Dialect dialect;
  private final OutageLog outage;
  private final BlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  Readers(Jdbi jdbi, Dialect dialect) {
    this.dialect = dialect;
    this.outage = new OutageLog("read", dialect);
    this.jdbi = jdbi;
    for (int i = 1; i <= THREADS; i++) {
      threads.add(Thread.ofPlatform().name("database-reader-" + i).start(this::run));
    }
  }

  <T extends @Nullable Object> T read(Function<Handle, T> work) {
    Task<T> task = new Task<>(work, false);
    tasks.add(task);
    if (ended) {
      refuseRest();
    }
    return task.await();
  }

  private void run() {
    try (ThreadConnection connection = new ThreadConnection(this::open)) {
      List<Task<?>> group = new ArrayList<>();
      for (boolean over = false; !over; ) {
        group.clear();
        group.add(tasks.take());
        tasks.drainTo(group, LARGEST_GROUP - 1);
        while (group.remove(END)) {
          if (over) {
            tasks.add(END); // another thread's
          }
          over = true;
        }
        answer(group, connection);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Handle open() {
    Handle handle = jdbi.open();
    dialect.readOnly(handle);
    return handle;
  }

  /// All of them from one snapshot, which is not older than any of them. Whatever is thrown ends
  /// its task and not this thread.
  private void answer(List<Task<?>> group, ThreadConnection connection) {
    for (Task<?> task : group) {
      try {
        Handle handle = connection.handle();
        if (!handle.isInTransaction()) {
          handle.begin();
        }
        task.run(handle);
        task.succeed();
        if (outage.present()) {
          outage.worked();
        }
      } catch (Throwable e) {
        connection.rollBack(e);
        task.fail(outage.named(e));
      }
    }
    connection.end();
  }

  /// Nobody runs what came too late.
  private void refuseRest() {
    for (Task<?> late = tasks.poll(); late != null; late = tasks.poll()) {
      late.fail(new IllegalStateException("The database is closed"));
    }
  }

  @Override
  public void close() {
    threads.forEach(_ -> tasks.add(END));
    threads.forEach(Task::join);
    ended = true;
    refuseRest();
  }
}

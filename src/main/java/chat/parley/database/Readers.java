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

  private static final Task<Boolean> END = new Task<>(_ -> true, false);

  private final Jdbi jdbi;
  private final BlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  Readers(Jdbi jdbi) {
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
    try (Session session = new Session(this::open)) {
      for (Task<?> task = tasks.take(); task != END; task = tasks.take()) {
        answer(task, session);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Handle open() {
    Handle handle = jdbi.open();
    handle.execute("pragma query_only = on");
    return handle;
  }

  /// Whatever is thrown ends the task and not its thread.
  private static void answer(Task<?> task, Session session) {
    try {
      Handle handle = session.handle();
      handle.begin();
      task.run(handle);
      handle.commit();
      task.succeed();
    } catch (Throwable e) {
      session.rollBack(e);
      task.fail(e);
    }
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

package chat.parley.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The one thread that writes. Whatever waits when it becomes free is committed together: one fsync
/// for all of it.
///
/// A group is fsynced when one of its tasks asks for that, or when the last fsync was {@value
/// #SYNC_MILLIS} ms ago; so that what is only appended (text that readers see already) is on disk
/// within that time.
final class Writer implements AutoCloseable {
  /// How long an appended transaction may be without an fsync, in milliseconds.
  static final long SYNC_MILLIS = 500;

  private static final int LARGEST_GROUP = 256;

  private final ThreadConnection connection;
  private final Dialect dialect;
  private final OutageLog outage;
  private final BlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean full = true;
  private long unsyncedSince = Long.MAX_VALUE;
  private volatile boolean closed;
  private volatile boolean ended;

  Writer(Supplier<Handle> opening, Dialect dialect) {
    this.dialect = dialect;
    this.outage = new OutageLog("write", dialect);
    this.connection = new ThreadConnection(() -> opened(opening.get()));
    this.thread = Thread.ofPlatform().name("database-writer").start(this::run);
  }

  <T extends @Nullable Object> T write(Function<Handle, T> work, boolean durable) {
    if (closed) {
      throw new IllegalStateException("The database is closed");
    }
    Task<T> task = new Task<>(work, durable);
    tasks.add(task);
    if (ended) {
      refuseRest();
    }
    return task.await();
  }

  private Handle opened(Handle handle) {
    dialect.commitMode(handle, true);
    full = true;
    return handle;
  }

  private void run() {
    List<Task<?>> group = new ArrayList<>();
    while (!(closed && tasks.isEmpty())) {
      group.clear();
      collect(group);
      if (!group.isEmpty() || overdue()) {
        commit(group);
      }
    }
    connection.close();
    ended = true;
    refuseRest();
  }

  /// Nobody runs what came too late.
  private void refuseRest() {
    for (Task<?> late = tasks.poll(); late != null; late = tasks.poll()) {
      late.fail(new IllegalStateException("The database is closed"));
    }
  }

  private void collect(List<Task<?>> group) {
    try {
      Task<?> first = tasks.poll(SYNC_MILLIS, TimeUnit.MILLISECONDS);
      if (first != null) {
        group.add(first);
        tasks.drainTo(group, LARGEST_GROUP - 1);
      }
    } catch (InterruptedException e) {
      // Only close() ends this thread, after the last task.
    }
  }

  /// Whatever is thrown, even an error of the virtual machine, ends its tasks and not this thread:
  /// without it nobody could write until the next start.
  private void commit(List<Task<?>> group) {
    try {
      Handle handle = connection.handle();
      synchronous(handle, overdue() || group.stream().anyMatch(Task::durable));
      long changes = outage.present() ? dialect.changes(handle) : 0;
      handle.begin();
      if (group.isEmpty()) {
        dialect.forceCommit(handle);
      }
      for (Task<?> task : group) {
        attempt(handle, task, group.size() > 1);
      }
      handle.commit();
      unsyncedSince = full ? Long.MAX_VALUE : Math.min(unsyncedSince, System.nanoTime());
      group.forEach(Task::succeed);
      if (outage.present() && (group.isEmpty() || dialect.changes(handle) > changes)) {
        outage.worked();
      }
    } catch (Throwable e) {
      connection.rollBack(e);
      Throwable reason = outage.named(e);
      group.forEach(task -> task.fail(reason));
    }
  }

  private void attempt(Handle handle, Task<?> task, boolean shared) {
    if (!shared) {
      task.run(handle);
      return;
    }
    handle.execute("savepoint task");
    try {
      task.run(handle);
    } catch (Throwable e) {
      if (dialect.fault(e).isPresent()) {
        // The database may have ended the whole transaction, and what comes next would fail the
        // same way.
        throw e;
      }
      task.fail(e);
      handle.execute("rollback to task");
    }
    handle.execute("release task");
  }

  private void synchronous(Handle handle, boolean wanted) {
    if (wanted != full) {
      dialect.commitMode(handle, wanted);
      full = wanted;
    }
  }

  private boolean overdue() {
    return unsyncedSince != Long.MAX_VALUE
        && System.nanoTime() - unsyncedSince > TimeUnit.MILLISECONDS.toNanos(SYNC_MILLIS);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    Task.join(thread);
  }
}

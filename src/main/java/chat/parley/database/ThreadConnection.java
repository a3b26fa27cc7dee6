package chat.parley.database;

import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// One database thread's connection, opened anew after it broke. To be used by that thread alone.
final class ThreadConnection implements AutoCloseable {
  private final Supplier<Handle> opening;
  private @Nullable Handle handle;

  ThreadConnection(Supplier<Handle> opening) {
    this.opening = opening;
  }

  Handle handle() {
    Handle present = handle;
    if (present == null) {
      present = opening.get();
      handle = present;
    }
    return present;
  }

  /// Ends a transaction that failed. When the disk is full or fails, SQLite has ended it already
  /// and the driver does not know: such a connection is given up.
  void rollBack(Throwable reason) {
    if (handle == null || !handle.isInTransaction()) {
      return;
    }
    try {
      handle.rollback();
    } catch (JdbiException e) {
      reason.addSuppressed(e);
      giveUp(reason);
    }
  }

  /// Ends a transaction that only read.
  void end() {
    Handle present = handle;
    if (present == null || !present.isInTransaction()) {
      return;
    }
    try {
      present.commit();
    } catch (JdbiException e) {
      giveUp(e);
    }
  }

  private void giveUp(Throwable reason) {
    try {
      close();
    } catch (JdbiException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    Handle present = handle;
    handle = null;
    if (present != null) {
      present.close();
    }
  }
}

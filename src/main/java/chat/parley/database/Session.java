package chat.parley.database;

import java.sql.SQLException;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// One database thread's connection, opened anew after it broke. To be used by that thread alone.
final class Session implements AutoCloseable {
  private final Supplier<Handle> opening;
  private @Nullable Handle handle;

  Session(Supplier<Handle> opening) {
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

  /// How many rows this connection has changed so far, whatever became of them.
  long changes() throws SQLException {
    Handle present = handle;
    return present == null
        ? 0
        : present.getConnection().unwrap(SQLiteConnection.class).getDatabase().total_changes();
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

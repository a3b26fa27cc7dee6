package chat.parley.database;

import chat.parley.problem.StorageFault;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// What databases say differently. All other SQL is written so that each of them takes it.
public abstract sealed class Dialect permits Sqlite {

  /// Stands at the end of a query for work that is claimed in the same transaction: rows that
  /// somebody else is claiming are left out.
  ///
  /// @param alias of the table whose rows are claimed
  public abstract String claimLock(String alias);

  /// The greatest of some expressions, none of which is null.
  public abstract String greatest(String... expressions);

  /// Whether the next commits wait until they are on disk.
  abstract void commitMode(Handle handle, boolean durable);

  /// Whether what is deleted is overwritten.
  abstract void eraseMode(Handle handle, boolean overwritten);

  /// Lets a connection only read from now on.
  abstract void readOnly(Handle handle);

  /// Makes a transaction that changes nothing one that is written, and so brings what was committed
  /// before it to the disk.
  abstract void forceCommit(Handle handle);

  /// How many rows a connection has changed so far, whatever became of them.
  abstract long changes(Handle handle);

  /// Finds a fault of the storage among an exception and its causes; nothing where it is about
  /// something else.
  abstract Optional<StorageFault> fault(Throwable failure);
}

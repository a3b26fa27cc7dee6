package chat.parley.database;

import chat.parley.problem.StorageFault;
import chat.parley.problem.StorageFault.StorageFaultKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/// SQLite's result codes by the names that the rest of Parley knows.
final class SqliteErrors {
  private SqliteErrors() {}

  /// Finds one among an exception and its causes; nothing where it is about something else.
  static Optional<StorageFault> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StorageFault known) {
        return Optional.of(known);
      }
      if (cause instanceof SQLiteException sqlite) {
        return Optional.ofNullable(kind(sqlite.getResultCode().code & 0xff))
            .map(kind -> new StorageFault(kind, failure));
      }
    }
    return Optional.empty();
  }

  /// By the primary result code.
  private static @Nullable StorageFaultKind kind(int code) {
    return switch (code) {
      case 5, 6 -> StorageFaultKind.LOCKED; // BUSY, LOCKED
      case 8 -> StorageFaultKind.READ_ONLY;
      case 10 -> StorageFaultKind.FAILING; // IOERR
      case 11, 26 -> StorageFaultKind.DAMAGED; // CORRUPT, NOTADB
      case 13 -> StorageFaultKind.FULL;
      case 14 -> StorageFaultKind.UNOPENABLE; // CANTOPEN
      default -> null;
    };
  }
}

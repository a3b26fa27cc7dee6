package chat.parley.database;

import chat.parley.problem.StorageFault;
import chat.parley.problem.StorageFault.Kind;
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
  private static @Nullable Kind kind(int code) {
    return switch (code) {
      case 5, 6 -> Kind.LOCKED; // BUSY, LOCKED
      case 8 -> Kind.READ_ONLY;
      case 10 -> Kind.FAILING; // IOERR
      case 11, 26 -> Kind.DAMAGED; // CORRUPT, NOTADB
      case 13 -> Kind.FULL;
      case 14 -> Kind.UNOPENABLE; // CANTOPEN
      default -> null;
    };
  }
}

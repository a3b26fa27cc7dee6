package chat.parley.database;

import chat.parley.problem.StorageFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jspecify.annotations.Nullable;

/// What a database file holds at one moment, read beside whoever writes it and without changing it.
///
/// Neither needs the lock of the data directory nor holds up the process that has it: in SQLite's
/// WAL mode whoever reads and whoever writes do not meet.
public final class Snapshot implements AutoCloseable {
  private final Handle handle;

  private Snapshot(Handle handle) {
    this.handle = handle;
  }

  /// Opens one, and leaves no trace beside a file that nobody has open.
  ///
  /// @throws StorageFault when the file is no database, or cannot be read
  public static Snapshot of(Path file) {
    // Whoever has it open has a log beside it; without one nothing can change under the look.
    return of(file, Files.exists(file.resolveSibling(file.getFileName() + "-wal")));
  }

  /// Opens one of a file that someone may begin to write in the meantime.
  ///
  /// @throws StorageFault when the file is no database, or cannot be read
  public static Snapshot ofLive(Path file) {
    return of(file, true);
  }

  private static Snapshot of(Path file, boolean live) {
    SqliteLibrary.place(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    Snapshot snapshot =
        new Snapshot(
            SqliteFile.named(() ->
                Database.jdbi(() -> SqliteFile.connectToRead(file, live))
                    // It ends with its connection: there is nothing to commit.
                    .configure(Handles.class, handles -> handles.setForceEndTransactions(false))
                    .open()));
    boolean opened = false;
    try {
      snapshot.handle.begin();
      // The moment is that of the first look.
      snapshot.schema();
      opened = true;
      return snapshot;
    } finally {
      if (!opened) {
        snapshot.handle.close();
      }
    }
  }

  /// The newest schema that this program knows.
  public static int newestSchema() {
    return Migrations.newest();
  }

  /// The schema that it has; 0 where there is none of Parley's.
  public int schema() {
    return SqliteFile.named(() -> Migrations.schema(handle.getConnection()));
  }

  /// Whether nothing is in it.
  boolean isEmpty() {
    return read(SqliteFile::isEmpty);
  }

  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    return SqliteFile.named(() -> work.apply(handle));
  }

  /// Everything that SQLite finds wrong with it, one thing a line; empty when it is whole.
  ///
  /// @param most how many lines
  public List<String> damage(int most) {
    List<String> found = new ArrayList<>(said(SqliteFile.integrityCheck(most)));
    found.remove("ok");
    if (found.isEmpty()) {
      found.addAll(said(SqliteFile.foreignKeyCheck(most)));
    }
    return found;
  }

  /// The first thing that is wrong, by a look that is faster and sees all but its indexes.
  public Optional<String> firstDamage() {
    return said(SqliteFile.quickCheck()).stream().filter(line -> !line.equals("ok")).findFirst();
  }

  /// Damage may end the very look that finds it.
  private List<String> said(String sql) {
    try {
      return read(h -> h.createQuery(sql).mapTo(String.class).list());
    } catch (StorageFault fault) {
      if (fault.kind() != StorageFault.StorageFaultKind.DAMAGED) {
        throw fault;
      }
      return List.of(fault.reason());
    }
  }

  /// Copies all of it, into one file that needs no other beside it and is on disk when this
  /// returns. Page by page in one step: what is committed meanwhile neither gets in nor disturbs.
  ///
  /// @param target an empty file
  public void copyTo(Path target) {
    SqliteFile.named(() -> {
      SqliteFile.copy(handle.getConnection(), target);
      SqliteFile.complete(target);
      return true;
    });
  }

  @Override
  public void close() {
    handle.close();
  }
}

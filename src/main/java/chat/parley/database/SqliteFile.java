package chat.parley.database;

import chat.parley.problem.StorageFault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/// What SQLite does with a whole file: look through it, and copy it.
final class SqliteFile {
  private SqliteFile() {}

  /// @param live whether somebody may write it meanwhile
  static Connection connectToRead(Path file, boolean live) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    return config.createConnection(
        "jdbc:sqlite:" + (live ? file : "file:" + file.toUri().getRawPath() + "?immutable=1"));
  }

  static boolean isEmpty(Handle handle) {
    return handle.createQuery("select count(*) from sqlite_master").mapTo(int.class).one() == 0;
  }

  /// All of it; `ok` where it is whole.
  static String integrityCheck(int most) {
    return "pragma integrity_check(" + most + ")";
  }

  /// Faster, and sees all but the indexes.
  static String quickCheck() {
    return "pragma quick_check(1)";
  }

  static String foreignKeyCheck(int most) {
    return "select 'a row of ' || \"table\" || ' refers to a row of ' || \"parent\" || ' that is not there: rowid '"
        + " || rowid from pragma_foreign_key_check limit "
        + most;
  }

  /// Page by page in one step: what is committed meanwhile neither gets in nor disturbs.
  static void copy(Connection from, Path target) throws SQLException {
    var source = from.unwrap(SQLiteConnection.class).getDatabase();
    int code = source.backup("main", target.toString(), null, 100, 100, -1);
    if (code != 0) {
      source.throwex(code);
    }
  }

  /// Makes it one file that needs no other beside it, and is on disk when this returns.
  static void complete(Path copy) throws SQLException, IOException {
    try (Connection connection = new SQLiteConfig().createConnection(Sqlite.url(copy));
        var statement = connection.createStatement()) {
      statement.execute("pragma journal_mode = delete");
    }
    try (FileChannel file = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      file.force(true);
    }
  }

  interface Work<T extends @Nullable Object> {
    T run() throws SQLException, IOException;
  }

  /// Runs it, and gives what it meets its name.
  static <T extends @Nullable Object> T named(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new StorageFault(StorageFault.StorageFaultKind.FAILING, e);
    } catch (SQLException | RuntimeException e) {
      throw SqliteErrors.in(e)
          .<RuntimeException>map(fault -> fault)
          .orElseGet(
              () -> e instanceof RuntimeException known ? known : new IllegalStateException(e));
    }
  }
}

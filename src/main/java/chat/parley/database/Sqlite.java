package chat.parley.database;

import chat.parley.problem.StorageFault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/// SQLite's own words: its connections, its pragmas, and what it has no standard SQL for.
final class Sqlite extends Dialect {
  static final Sqlite DIALECT = new Sqlite();

  static final String MIGRATIONS = "classpath:db/migration/sqlite";

  private Sqlite() {}

  static String url(Path file) {
    return "jdbc:sqlite:" + file;
  }

  static Connection connect(String url) throws SQLException {
    return prepared(DriverManager.getConnection(url));
  }

  /// Its transactions take the write lock when they begin: one that took it later, after it has
  /// read, could only fail when another program has written meanwhile.
  static Connection connectToWrite(String url) throws SQLException {
    Properties immediate = new Properties();
    immediate.setProperty(SQLiteConfig.Pragma.TRANSACTION_MODE.pragmaName, "IMMEDIATE");
    return prepared(DriverManager.getConnection(url, immediate));
  }

  private static Connection prepared(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma busy_timeout = 5000");
      statement.execute("pragma foreign_keys = on");
      statement.execute("pragma temp_store = memory");
    }
    return connection;
  }

  static boolean hasTable(Connection connection, String name) throws SQLException {
    try (var statement =
        connection.prepareStatement("select 1 from sqlite_master where name = ?")) {
      statement.setString(1, name);
      return statement.executeQuery().next();
    }
  }

  /// There is one writer: nobody else claims anything meanwhile.
  @Override
  public String claimLock(String alias) {
    return "";
  }

  @Override
  public String greatest(String... expressions) {
    return "max(" + String.join(", ", expressions) + ")";
  }

  @Override
  void commitMode(Handle handle, boolean durable) {
    handle.execute(durable ? "pragma synchronous = full" : "pragma synchronous = normal");
  }

  @Override
  void eraseMode(Handle handle, boolean overwritten) {
    handle.execute(overwritten ? "pragma secure_delete = on" : "pragma secure_delete = off");
  }

  @Override
  void readOnly(Handle handle) {
    handle.execute("pragma query_only = on");
  }

  /// A number in the file's head that nothing else uses: writing it writes a page.
  @Override
  void forceCommit(Handle handle) {
    handle.execute("pragma user_version = 0");
  }

  @Override
  long changes(Handle handle) {
    try {
      return handle.getConnection().unwrap(SQLiteConnection.class).getDatabase().total_changes();
    } catch (SQLException e) {
      throw new IllegalStateException("The rows that were changed could not be counted", e);
    }
  }

  @Override
  Optional<StorageFault> fault(Throwable failure) {
    return SqliteErrors.in(failure);
  }
}

package chat.parley.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/// Brings the schema up to date with Flyway, which is loaded only when there is something to do:
/// looking takes a millisecond, loading it half a second of a start.
final class Migrations {
  /// The newest migration in `db/migration`. Raised with each one that is added; a test compares
  /// them.
  static final String NEWEST = "2";

  private Migrations() {}

  static void bringUpToDate(String url) throws SQLException {
    if (!isUpToDate(url)) {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(url, null, null)
          .locations("classpath:db/migration")
          .load()
          .migrate();
    }
  }

  private static boolean isUpToDate(String url) throws SQLException {
    try (Connection connection = Database.connect(url);
        var statement = connection.createStatement()) {
      try (var tables =
          statement.executeQuery(
              "select 1 from sqlite_master where name = 'flyway_schema_history'")) {
        if (!tables.next()) {
          return false;
        }
      }
      try (var versions =
          statement.executeQuery(
              "select 1 from flyway_schema_history where success and version = '" + NEWEST + "'")) {
        return versions.next();
      }
    }
  }
}

package chat.parley.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/// Brings the schema up to date with Flyway, which is loaded only when there is something to do:
/// looking takes a millisecond, loading it half a second of a start.
final class Migrations {
  /// The newest migration. Raised with each one that is added; a test compares them.
  static final String NEWEST = "18";

  /// Each number stands once in what every database takes, or once in what each has of its own.
  private static final String COMMON = "classpath:db/migration/common";

  private Migrations() {}

  /// The newest schema that this program knows.
  static int newest() {
    return Integer.parseInt(NEWEST);
  }

  static void migrate(String url) {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(url, null, null)
        .locations(COMMON, Sqlite.MIGRATIONS)
        .load()
        .migrate();
  }

  /// The schema that a database has; 0 before the first migration.
  static int schema(Connection connection) throws SQLException {
    if (!Sqlite.hasTable(connection, "flyway_schema_history")) {
      return 0;
    }
    try (var statement = connection.createStatement();
        var versions =
            statement.executeQuery(
                "select max(cast(version as integer)) from flyway_schema_history where success")) {
      return versions.getInt(1);
    }
  }
}

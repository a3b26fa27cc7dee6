package chat.parley.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// Keeps the statements of one connection prepared between their uses: SQLite needs longer to parse
/// and plan most of ours than to run them, and its driver keeps none.
final class PreparedStatements extends DefaultStatementBuilder {
  /// More than Parley has of them, but for lists of every length.
  private static final int MOST = 100;

  /// Those that nobody uses right now, by their SQL, the one that was used last at the end.
  private final SequencedMap<String, PreparedStatement> idle = new LinkedHashMap<>();

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    PreparedStatement kept = idle.remove(sql);
    return kept == null ? super.create(connection, sql, context) : kept;
  }

  @Override
  public void close(Connection connection, @Nullable String sql, Statement statement)
      throws SQLException {
    if (sql == null || !(statement instanceof PreparedStatement prepared)) {
      statement.close();
      return;
    }
    prepared.clearBatch();
    prepared.clearParameters();
    PreparedStatement same = idle.put(sql, prepared);
    if (same != null) {
      same.close();
    }
    if (idle.size() > MOST) {
      idle.pollFirstEntry().getValue().close();
    }
  }

  @Override
  public void close(Connection connection) {
    // The driver closes a connection's statements with it.
    idle.clear();
  }
}

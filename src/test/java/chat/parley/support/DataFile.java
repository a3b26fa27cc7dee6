package chat.parley.support;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The database's file, beside the App that has it open: for rows that no page could make, and for
/// looking whether rows have changed.
public final class DataFile {
  private final String url;

  public DataFile(Path data) {
    url = "jdbc:sqlite:" + data.resolve("parley.db");
  }

  /// Makes an account, and gives it chats that the local one began.
  ///
  /// @param chats addresses, like `/chat/{id}`
  public void give(String account, String... chats) {
    change(
        "insert or ignore into account (id, name, created_at) values (?, ?, 0)", account, account);
    for (String chat : chats) {
      String id = chat.replace("/chat/", "");
      change("update conversation set account_id = ? where id = ?", account, id);
      change("update generation set account_id = ? where conversation_id = ?", account, id);
    }
  }

  /// @return how many rows were changed
  public int change(String sql, Object... values) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// The same where the database would not have it: what only a fault can leave behind.
  public int changeUnchecked(String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// The rows of a query, each as its values with a bar between them.
  public List<String> rows(String sql, Object... values) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<String> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          StringBuilder row = new StringBuilder(String.valueOf(result.getString(1)));
          for (int column = 2; column <= result.getMetaData().getColumnCount(); column++) {
            row.append('|').append(result.getString(column));
          }
          rows.add(row.toString());
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// Everything that is stored of a chat, but for how often its leases were renewed, which goes on
  /// by itself.
  public List<String> everything(String chat) {
    String id = chat.replace("/chat/", "");
    List<String> rows = new ArrayList<>(rows("select * from conversation where id = ?", id));
    rows.addAll(rows("select * from message where conversation_id = ? order by number", id));
    rows.addAll(
        rows(
            """
            select id, message, account_id, provider, model, state, outcome, epoch, worker, crashes,
              stop_requested, fault_kind, fault_detail, left_out, cut_short, prompt_tokens,
              completion_tokens, queued_at, started_at, first_text_at, ended_at
            from generation where conversation_id = ? order by id
            """,
            id));
    return rows;
  }

  /// Begins to write and does not come to an end before it is closed: nobody else can write.
  public Connection hold() throws SQLException {
    Connection connection = DriverManager.getConnection(url + "?transaction_mode=IMMEDIATE");
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 20000");
      statement.executeUpdate("insert into setting values ('local', 'held', 'x')");
    }
    return connection;
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (var statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 10000");
      statement.execute("pragma foreign_keys = on");
    }
    return connection;
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}

package chat.parley.support;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Chats that were there before: written into a database that a server has made.
public final class OldChats implements AutoCloseable {
  private static final String ANSWER =
      """
      The **first** thing to look at is the list:

      - one item with `code` in it
      - another item that is a bit longer than the one before, so that it may wrap

      And then a paragraph of ordinary words, which goes on for a while as answers do, with a
      [link](https://example.org/) somewhere in it and an *emphasised* word at its end.

      ```java
      var answer = 42;
      System.out.println(answer);
      ```
      """;

  private final Connection connection;
  private long written;

  /// @param data the directory of a server; one that runs on it waits until this is closed
  public OldChats(Path data) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("parley.db"));
    connection.setAutoCommit(false);
  }

  /// Adds a chat whose questions and answers take turns. Its revision is the number of its
  /// messages.
  public void add(String id, int messages) throws SQLException {
    run(
        """
        insert into conversation
          (id, account_id, title, provider, model, revision, last_number, created_at, updated_at)
        values (?, 'local', 'A chat', 'openai', 'bench', ?, ?, 1, 1)
        """,
        id,
        messages,
        messages);
    for (int number = 1; number <= messages; number++) {
      boolean question = number % 2 == 1;
      String text = question ? "What about number " + number + "?" : ANSWER;
      written += text.length();
      run(
          """
          insert into message (conversation_id, number, parent, role, text, revision, created_at)
          values (?, ?, nullif(?, 0), ?, ?, ?, 1)
          """,
          id,
          number,
          number - 1,
          question ? "user" : "assistant",
          text,
          number);
      if (!question) {
        run(
            """
            insert into generation (conversation_id, message, account_id, provider, model, state, outcome,
              epoch, queued_at, started_at, first_text_at, ended_at)
            values (?, ?, 'local', 'openai', 'bench', 'ended', 'finished', 1, 1, 1, 1, 1)
            """,
            id,
            number);
      }
    }
  }

  /// How many bytes the messages have that were added.
  public long written() {
    return written;
  }

  private void run(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.commit();
    connection.close();
  }
}

package chat.parley.data;

import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Message;
import chat.parley.conversation.MessageTree;
import chat.parley.conversation.Role;
import chat.parley.database.Database;
import chat.parley.generation.Generation;
import chat.parley.generation.Generations;
import chat.parley.user.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that an account's chats have, also what is deleted and can be brought back, one piece
/// at a time: whoever copies all of it holds no more than a message.
///
/// The account stands in every query. What changes meanwhile is seen as it is when its turn comes.
public final class ExportReader {
  private final Database database;

  public ExportReader(Database database) {
    this.database = database;
  }

  /// A chat, without its messages.
  ///
  /// @param deletedAt null where it is not deleted
  public record Chat(
      ConversationId id,
      String title,
      String provider,
      String model,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant deletedAt) {}

  /// A message, and of an answer the work that wrote it.
  ///
  /// @param written its text as it stands now
  /// @param work null for what a person wrote
  public record Item(Message message, Generations.Written written, @Nullable Work work) {}

  /// How an answer was written.
  ///
  /// @param endedAt null while it is not over
  public record Work(
      Generation generation,
      @Nullable Integer promptTokens,
      @Nullable Integer completionTokens,
      @Nullable Instant endedAt) {}

  /// The chat that was begun next after another.
  ///
  /// @param after the id of that one; empty for the first
  public Optional<Chat> next(AccountId account, String after) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select id, title, provider, model, created_at, updated_at, deleted_at from conversation
                where account_id = :account and id > :after and coalesce(deleted_at, 1) > 0
                order by id limit 1
                """)
            .bind("account", account.value())
            .bind("after", after)
            .map((row, _) -> chat(row))
            .findOne());
  }

  /// The numbers of the messages on the newest branch of a chat, oldest first.
  public List<Integer> newestBranch(Chat chat) {
    return database.read(handle -> {
      MessageTree tree = new MessageTree(handle, chat.id());
      return tree.numbersTo(tree.leafBelow(0), Integer.MAX_VALUE);
    });
  }

  /// The next message of a chat.
  ///
  /// @param after the number of the one before it; 0 for the first
  public Optional<Item> next(AccountId account, ConversationId id, int after) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select m.number, m.parent, m.role, m.text, m.reasoning, m.revision, m.created_at as written_at,
                  g.prompt_tokens, g.completion_tokens, g.ended_at
                from message m
                join conversation c on c.id = m.conversation_id and c.account_id = :account
                left join generation g on g.conversation_id = m.conversation_id and g.message = m.number
                where m.conversation_id = :id and m.number > :after order by m.number limit 1
                """)
            .bind("account", account.value())
            .bind("id", id.value())
            .bind("after", after)
            .map((row, _) -> {
              Message message = message(row);
              Map<Integer, Generation> generations =
                  message.role() == Role.USER
                      ? Map.of()
                      : Generations.of(handle, id, List.of(message.number()));
              Generation generation = generations.get(message.number());
              Generations.Written written =
                  generation != null && generation.open()
                      ? Generations.written(
                          handle, generation.id(), message.text(), message.reasoning())
                      : new Generations.Written(message.text(), message.reasoning());
              return new Item(message, written, generation == null ? null : work(row, generation));
            })
            .findOne());
  }

  private static Chat chat(ResultSet row) throws SQLException {
    return new Chat(
        new ConversationId(row.getString("id")),
        row.getString("title"),
        row.getString("provider"),
        row.getString("model"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        instant(row, "deleted_at"));
  }

  private static Message message(ResultSet row) throws SQLException {
    int number = row.getInt("number");
    Integer parent = number(row, "parent");
    return new Message(
        number,
        parent,
        row.getString("role").equals("user") ? Role.USER : Role.ASSISTANT,
        row.getString("text"),
        row.getString("reasoning"),
        row.getLong("revision"),
        Instant.ofEpochMilli(row.getLong("written_at")));
  }

  private static Work work(ResultSet row, Generation generation) throws SQLException {
    return new Work(
        generation,
        number(row, "prompt_tokens"),
        number(row, "completion_tokens"),
        instant(row, "ended_at"));
  }

  private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : Integer.valueOf(number);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}

package chat.parley.data;

import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Message;
import chat.parley.conversation.MessageRole;
import chat.parley.conversation.MessageTree;
import chat.parley.database.Database;
import chat.parley.generation.Generation;
import chat.parley.generation.Generations;
import chat.parley.user.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

/// Everything that an account's chats have, also what is deleted and can be brought back, one piece
/// at a time: whoever copies all of it holds no more than a message.
///
/// The account stands in every query. What changes meanwhile is seen as it is when its turn comes.
final class ExportReader {
  private final Database database;

  ExportReader(Database database) {
    this.database = database;
  }

  /// A chat, without its messages.
  ///
  /// @param deletedAt null where it is not deleted
  record ExportedChat(
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
  record ExportedMessage(
      Message message, Generations.Written written, @Nullable ExportedAnswer work) {}

  /// How an answer was written.
  ///
  /// @param endedAt null while it is not over
  record ExportedAnswer(
      Generation generation,
      @Nullable Integer promptTokens,
      @Nullable Integer completionTokens,
      @Nullable Instant endedAt) {}

  private record MessageRow(
      @Nested Message message,
      @Nullable Integer promptTokens,
      @Nullable Integer completionTokens,
      @Nullable Instant endedAt) {}

  /// The chat that was begun next after another.
  ///
  /// @param after the id of that one; empty for the first
  Optional<ExportedChat> next(AccountId account, String after) {
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
            .mapTo(ExportedChat.class)
            .findOne());
  }

  /// The numbers of the messages on the newest branch of a chat, oldest first.
  List<Integer> newestBranch(ExportedChat chat) {
    return database.read(handle -> {
      MessageTree tree = new MessageTree(handle, chat.id());
      return tree.numbersTo(tree.leafBelow(0), Integer.MAX_VALUE);
    });
  }

  /// The next message of a chat.
  ///
  /// @param after the number of the one before it; 0 for the first
  Optional<ExportedMessage> next(AccountId account, ConversationId id, int after) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select m.number, m.parent, m.role, m.text, m.reasoning, m.revision, m.created_at,
                  g.prompt_tokens, g.completion_tokens, g.ended_at
                from message m
                join conversation c on c.id = m.conversation_id and c.account_id = :account
                left join generation g on g.conversation_id = m.conversation_id and g.message = m.number
                where m.conversation_id = :id and m.number > :after order by m.number limit 1
                """)
            .bind("account", account.value())
            .bind("id", id.value())
            .bind("after", after)
            .mapTo(MessageRow.class)
            .map(row -> exported(handle, id, row))
            .findOne());
  }

  private static ExportedMessage exported(Handle handle, ConversationId id, MessageRow row) {
    Message message = row.message();
    Generation generation =
        message.role() == MessageRole.USER
            ? null
            : Generations.of(handle, id, List.of(message.number())).get(message.number());
    Generations.Written written =
        generation != null && generation.open()
            ? Generations.written(handle, generation.id(), message.text(), message.reasoning())
            : new Generations.Written(message.text(), message.reasoning());
    return new ExportedMessage(
        message,
        written,
        generation == null
            ? null
            : new ExportedAnswer(
                generation, row.promptTokens(), row.completionTokens(), row.endedAt()));
  }
}

package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Submissions.Submitted;
import chat.parley.model.ModelRef;
import chat.parley.provider.Model;
import chat.parley.user.AccountId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The same thing sent once more: by a double click, by someone who never saw the answer to the
/// first time, or from a page that the back button brought back.
final class IdempotencyKeys {
  private static final int LONGEST_KEY = 100;

  private IdempotencyKeys() {}

  /// What is stored of a form's key. The same key with another request or for another model is
  /// another thing.
  ///
  /// @return null where there is no key, and everything is new
  static @Nullable String sentKey(String what, @Nullable Model named, @Nullable String key) {
    if (key == null || key.isBlank() || key.length() > LONGEST_KEY) {
      return null;
    }
    String model = named == null ? "" : ModelRef.of(named).toString();
    return String.join(" ", key, what, model);
  }

  /// Where a message went that was sent before: same account, place, text, model and key.
  ///
  /// @param id null for a message that begins a conversation
  static Optional<Submitted> of(
      Handle handle, AccountId account, @Nullable ConversationId id, NewMessage message) {
    String key = message.sentKey();
    if (key == null) {
      return Optional.empty();
    }
    return handle
        .createQuery(
            """
            select m.conversation_id, m.number, max(a.number) as answer from message m
            join conversation c on c.id = m.conversation_id
            join message a on a.conversation_id = m.conversation_id and a.parent = m.number
            where m.sent_key = :key and m.role = 'user' and m.text = :text
              and c.account_id = :account and c.deleted_at is null
              and (m.conversation_id = :id or (cast(:id as text) is null and m.number = 1))
            group by m.conversation_id, m.number
            """)
        .bind("key", key)
        .bind("text", message.text())
        .bind("account", account.value())
        .bind("id", id == null ? null : id.value())
        .map((row, _) ->
            new Submitted(
                new ConversationId(row.getString("conversation_id")),
                row.getInt("number"),
                row.getInt("answer")))
        .findFirst();
  }

  /// The answer that came of a request in a conversation.
  static Optional<Submitted> of(Handle handle, ConversationId id, @Nullable String key) {
    if (key == null) {
      return Optional.empty();
    }
    return handle
        .createQuery(
            """
            select number, parent from message
            where sent_key = :key and conversation_id = :id and role = 'assistant'
            """)
        .bind("key", key)
        .bind("id", id.value())
        .map((row, _) -> new Submitted(id, row.getInt("parent"), row.getInt("number")))
        .findFirst();
  }

  /// Keeps with which key it was asked last that an answer goes on.
  static void keep(Handle handle, ConversationId id, int answer, @Nullable String key) {
    handle
        .createUpdate(
            """
            update message set sent_key = coalesce(cast(:key as text), sent_key)
            where conversation_id = :id and number = :number
            """)
        .bind("id", id.value())
        .bind("number", answer)
        .bind("key", key)
        .execute();
  }
}

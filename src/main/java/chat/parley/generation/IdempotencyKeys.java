package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Submissions.Submitted;
import chat.parley.model.ModelRef;
import chat.parley.provider.Model;
import chat.parley.user.AccountId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The same thing sent once more: by a double click, by someone who never saw the answer to the
/// first time, or from a page that the back button brought back.
final class IdempotencyKeys {
  private static final int LONGEST_KEY = 100;

  private IdempotencyKeys() {}

  /// What a form's key is for. The same key with another request or for another model is another
  /// thing.
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
            select m.conversation_id as conversation, m.number as message, max(a.number) as answer
            from idempotency_key k
            join message m on m.conversation_id = k.conversation_id and m.number = k.message
            join conversation c on c.id = m.conversation_id
            join message a on a.conversation_id = m.conversation_id and a.parent = m.number
            where k.account_id = :account and k.sent_key in (:hash, :first, :key)
              and m.role = 'user' and m.text = :text
              and c.account_id = :account and c.deleted_at is null
              and (m.conversation_id = :id or (cast(:id as text) is null and m.number = 1))
            group by m.conversation_id, m.number
            """)
        .bind("hash", hash(id, key, message.text()))
        .bind("first", hash(null, key, message.text()))
        .bind("key", key)
        .bind("text", message.text())
        .bind("account", account)
        .bind("id", id == null ? null : id.value())
        .mapTo(Submitted.class)
        .findFirst();
  }

  /// The answer that came of a request in a conversation.
  static Optional<Submitted> of(
      Handle handle, AccountId account, ConversationId id, @Nullable String key) {
    if (key == null) {
      return Optional.empty();
    }
    return handle
        .createQuery(
            """
            select m.conversation_id as conversation, m.parent as message, m.number as answer
            from idempotency_key k
            join message m on m.conversation_id = k.conversation_id and m.number = k.message
            where k.account_id = :account and k.sent_key in (:hash, :key)
              and m.conversation_id = :id and m.role = 'assistant'
            """)
        .bind("account", account)
        .bind("hash", hash(id, key, ""))
        .bind("key", key)
        .bind("id", id)
        .mapTo(Submitted.class)
        .findFirst();
  }

  /// Keeps what a message was sent with.
  static void keep(
      Handle handle, AccountId account, ConversationId id, int number, NewMessage message) {
    String key = message.sentKey();
    if (key != null) {
      keepHash(handle, account, id, number, hash(number == 1 ? null : id, key, message.text()));
    }
  }

  /// Keeps with which key an answer was asked for, the last time.
  static void keep(
      Handle handle, AccountId account, ConversationId id, int answer, @Nullable String key) {
    if (key != null) {
      handle.execute(
          "delete from idempotency_key where conversation_id = ? and message = ?",
          id.value(),
          answer);
      keepHash(handle, account, id, answer, hash(id, key, ""));
    }
  }

  /// A chat that was deleted answers nobody who sends the same again: that begins a new one.
  private static void keepHash(
      Handle handle, AccountId account, ConversationId id, int number, String hash) {
    if (!insert(handle, account, id, number, hash)) {
      handle.execute(
          """
          delete from idempotency_key where account_id = ? and sent_key = ?
            and conversation_id in (select id from conversation where deleted_at is not null)
          """,
          account.value(),
          hash);
      if (!insert(handle, account, id, number, hash)) {
        throw new KeyTaken();
      }
    }
  }

  private static boolean insert(
      Handle handle, AccountId account, ConversationId id, int number, String hash) {
    return handle.execute(
            """
            insert into idempotency_key (account_id, sent_key, conversation_id, message)
            values (?, ?, ?, ?) on conflict do nothing
            """,
            account.value(),
            hash,
            id.value(),
            number)
        == 1;
  }

  /// @param id null for what begins a conversation
  private static String hash(@Nullable ConversationId id, String key, String text) {
    String all = String.join("\n", id == null ? "" : id.value(), key, text);
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /// Somebody has stored the same since it was looked for: what is found then is the answer.
  static final class KeyTaken extends RuntimeException {
    private static final long serialVersionUID = 1;

    KeyTaken() {
      super("The key is taken", null, false, false);
    }
  }
}

package chat.parley.conversation;

import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What changes in the messages of one conversation, inside the caller's transaction: each change
/// that a reader sees has the conversation's next revision.
public final class MessageChanges {
  private final Handle handle;
  private final ConversationId conversation;

  public MessageChanges(Handle handle, ConversationId conversation) {
    this.handle = handle;
    this.conversation = conversation;
  }

  /// Appends a message and gives the conversation its next revision; the siblings, who now stand
  /// beside one more, change with it.
  public Message append(@Nullable Integer parent, MessageRole role, String text, Clock clock) {
    Instant now = clock.instant();
    Next next = next(now);
    long revision = next.revision();
    int number = next.number();
    handle
        .createUpdate(
            """
            insert into message (conversation_id, number, parent, role, text, revision, created_at)
            values (:id, :number, :parent, :role, :text, :revision, :now)
            """)
        .bind("id", conversation.value())
        .bind("number", number)
        .bind("parent", parent)
        .bind("role", role.column())
        .bind("text", text)
        .bind("revision", revision)
        .bind("now", now.toEpochMilli())
        .execute();
    handle
        .createUpdate(
            """
            update message set revision = :revision
            where conversation_id = :id and parent is not distinct from :parent
            """)
        .bind("id", conversation.value())
        .bind("parent", parent)
        .bind("revision", revision)
        .execute();
    return new Message(number, parent, role, text, "", revision, now);
  }

  /// Gives the conversation and one message their next revision.
  ///
  /// @return the revision
  public long change(int number) {
    long revision = bump();
    handle
        .createUpdate(
            "update message set revision = :revision where conversation_id = :id and number = :number")
        .bind("id", conversation.value())
        .bind("number", number)
        .bind("revision", revision)
        .execute();
    return revision;
  }

  /// Replaces an answer's text and reasoning, without a revision: nothing that a reader sees
  /// changes by it.
  public void fold(int number, String text, String reasoning) {
    handle
        .createUpdate(
            """
            update message set text = :text, reasoning = :reasoning
            where conversation_id = :id and number = :number
            """)
        .bind("id", conversation.value())
        .bind("number", number)
        .bind("text", text)
        .bind("reasoning", reasoning)
        .execute();
  }

  private long bump() {
    return handle
        .createQuery(
            "update conversation set revision = revision + 1 where id = :id returning revision")
        .bind("id", conversation.value())
        .mapTo(Long.class)
        .one();
  }

  private record Next(long revision, int number) {}

  private Next next(Instant now) {
    return handle
        .createQuery(
            """
            update conversation set revision = revision + 1, last_number = last_number + 1,
              updated_at = case when updated_at > :now then updated_at else :now end
            where id = :id returning revision, last_number as number
            """)
        .bind("id", conversation.value())
        .bind("now", now.toEpochMilli())
        .mapTo(Next.class)
        .one();
  }
}

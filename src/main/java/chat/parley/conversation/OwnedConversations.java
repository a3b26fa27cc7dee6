package chat.parley.conversation;

import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The conversations of one account: the account stands in every query, so there is no second check
/// to forget.
public final class OwnedConversations {
  private final Database database;
  private final Clock clock;
  private final AccountId account;

  OwnedConversations(Database database, Clock clock, AccountId account) {
    this.database = database;
    this.clock = clock;
    this.account = account;
  }

  /// Finds one; what is another account's, or deleted, is not there.
  public Optional<Conversation> find(ConversationId id) {
    return database.read(handle -> Conversations.find(handle, account, id));
  }

  /// Those that were changed last, newest first.
  ///
  /// @param after the last one of the page before, or null for the first page
  public List<Conversation> newest(@Nullable Conversation after, int limit) {
    Instant before = after == null ? Instant.ofEpochMilli(Long.MAX_VALUE) : after.updatedAt();
    String id = after == null ? "" : after.id().value();
    return database.read(handle -> Conversations.newest(handle, account, before, id, limit));
  }

  /// Gives it another title, which no model's will replace.
  ///
  /// @throws Problem when the title is empty or the conversation is not there
  public void rename(ConversationId id, String title) {
    String name = Conversation.nameOf(title);
    if (name.isEmpty()) {
      throw Problem.invalid("A chat needs a title of at least one character.");
    }
    change(id, "title = :value, title_due_at = null", "deleted_at is null", name);
  }

  /// Deletes it; it can be brought back for {@link Conversations#KEPT_AFTER_DELETION}. What was
  /// deleted already, on another device or by a double click, stays so.
  ///
  /// @throws Problem when the conversation is not there
  public void delete(ConversationId id) {
    change(id, "deleted_at = coalesce(deleted_at, :value)", "true", clock.millis());
  }

  /// Brings a deleted one back. One that is there stays as it is; one that is being deleted for
  /// good is beyond that.
  ///
  /// @throws Problem when there is none to bring back
  public void restore(ConversationId id) {
    change(id, "deleted_at = :value", "coalesce(deleted_at, 1) > 0", null);
  }

  /// Finds one that was deleted and can be brought back.
  public Optional<Conversation> deleted(ConversationId id) {
    return database.read(handle ->
        handle
            .createQuery(
                "select "
                    + Conversations.COLUMNS
                    + " from conversation where id = :id and account_id = :account and deleted_at > 0")
            .bind("id", id.value())
            .bind("account", account.value())
            .map((row, _) -> Conversations.row(row))
            .findOne());
  }

  private void change(
      ConversationId id, String assignment, String condition, @Nullable Object value) {
    int changed =
        database.write(handle ->
            handle
                .createUpdate(
                    "update conversation set revision = revision + 1, "
                        + assignment
                        + " where id = :id and account_id = :account and "
                        + condition)
                .bind("id", id.value())
                .bind("account", account.value())
                .bind("value", value)
                .execute());
    if (changed == 0) {
      throw notThere();
    }
  }

  /// What is not yours and what is not there look the same.
  public static Problem notThere() {
    return Problem.notFound("There is no such chat. It may have been deleted.");
  }
}

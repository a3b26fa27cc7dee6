package chat.parley.conversation;

import chat.parley.database.Database;
import chat.parley.user.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// All conversations. What belongs to an account is reached through {@link #of(AccountId)} alone.
public final class Conversations {
  /// How long a deleted conversation can be brought back before it is gone for good.
  public static final Duration KEPT_AFTER_DELETION = Duration.ofDays(7);

  /// So many are removed for good in one transaction.
  private static final int AT_ONCE = 10;

  static final String COLUMNS = "id, title, provider, model, revision, last_number, updated_at";

  private final Database database;
  private final Supplier<String> ids;
  private final Clock clock;
  private final Predicate<String> wantsTitle;

  /// @param ids makes a new UUID of version 7 at each call
  public Conversations(Database database, Supplier<String> ids, Clock clock) {
    this(database, ids, clock, _ -> false);
  }

  /// @param ids makes a new UUID of version 7 at each call
  /// @param wantsTitle whether a chat that begins with a provider of that name shall get a title
  ///   that a model makes
  public Conversations(
      Database database, Supplier<String> ids, Clock clock, Predicate<String> wantsTitle) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
    this.wantsTitle = wantsTitle;
  }

  public Database database() {
    return database;
  }

  public Clock clock() {
    return clock;
  }

  /// The conversations of one account.
  public OwnedConversations of(AccountId account) {
    return new OwnedConversations(database, clock, account);
  }

  /// Begins a conversation that has no message yet, inside the caller's transaction.
  public Conversation begin(
      Handle handle, AccountId account, String title, String provider, String model) {
    Instant now = clock.instant();
    Conversation begun =
        new Conversation(new ConversationId(ids.get()), title, provider, model, 0, 0, now);
    handle
        .createUpdate(
            """
            insert into conversation
              (id, account_id, title, provider, model, revision, last_number, created_at, updated_at,
                title_due_at)
            values (:id, :account, :title, :provider, :model, 0, 0, :now, :now, :due)
            """)
        .bind("id", begun.id().value())
        .bind("account", account.value())
        .bind("title", title)
        .bind("provider", provider)
        .bind("model", model)
        .bind("now", now.toEpochMilli())
        .bind("due", wantsTitle.test(provider) ? now.toEpochMilli() : null)
        .execute();
    return begun;
  }

  /// Keeps who answers from now on, inside the caller's transaction.
  public static void choose(Handle handle, ConversationId id, String provider, String model) {
    handle
        .createUpdate("update conversation set provider = :provider, model = :model where id = :id")
        .bind("id", id.value())
        .bind("provider", provider)
        .bind("model", model)
        .execute();
  }

  /// Removes for good what was deleted longer than {@link #KEPT_AFTER_DELETION} ago, so that it is
  /// overwritten. A few at a time: whoever sends a message waits for one step at most.
  ///
  /// @return how many
  public int purge() {
    Instant before = clock.instant().minus(KEPT_AFTER_DELETION);
    List<ConversationId> over =
        database.read(handle ->
            handle
                .createQuery("select id from conversation where deleted_at < :before")
                .bind("before", before)
                .mapTo(ConversationId.class)
                .list());
    int purged = 0;
    for (int from = 0; from < over.size(); from += AT_ONCE) {
      purged += purge(over.subList(from, Math.min(over.size(), from + AT_ONCE)), before);
    }
    return purged;
  }

  /// One that was brought back meanwhile stays.
  private int purge(List<ConversationId> some, Instant before) {
    return database.erase(handle ->
        handle
            .createUpdate("delete from conversation where id in (<some>) and deleted_at < :before")
            .bindList("some", some)
            .bind("before", before)
            .execute());
  }

  static Conversation row(ResultSet row) throws SQLException {
    return new Conversation(
        new ConversationId(row.getString("id")),
        row.getString("title"),
        row.getString("provider"),
        row.getString("model"),
        row.getLong("revision"),
        row.getInt("last_number"),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  /// Finds a conversation of an account, inside the caller's transaction; a deleted one is not
  /// there.
  public static Optional<Conversation> find(Handle handle, AccountId account, ConversationId id) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + " from conversation where id = :id and account_id = :account and deleted_at is null")
        .bind("id", id.value())
        .bind("account", account.value())
        .map((row, _) -> row(row))
        .findOne();
  }

  /// Chats that were changed last, for {@link OwnedConversations#newest}.
  static List<Conversation> newest(
      Handle handle, AccountId account, Instant before, String beforeId, int limit) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + """
                 from conversation
                where account_id = :account and deleted_at is null
                  and (updated_at < :before or (updated_at = :before and id < :id))
                order by updated_at desc, id desc limit :limit
                """)
        .bind("account", account.value())
        .bind("before", before.toEpochMilli())
        .bind("id", beforeId)
        .bind("limit", limit)
        .map((row, _) -> row(row))
        .list();
  }
}

package chat.parley.account;

import chat.parley.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Who did what to whom: sign-ins, people, connections and limits. Never what people write.
public final class AuditLog {
  /// How long it is kept.
  private static final Duration KEPT = Duration.ofDays(400);

  private final Database database;
  private final Clock clock;

  public AuditLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Somebody who does something.
  ///
  /// @param name of an account, or what was given for one
  /// @param address of the network that they came from
  public record Actor(String name, String address) {
    public static Actor of(Account account, String address) {
      return new Actor(account.title(), address);
    }
  }

  /// @param action in the past tense, like `signed in`
  /// @param subject whom or what it was done to, or empty
  public record Entry(long id, Instant at, Actor actor, String action, String subject) {}

  public void write(Actor actor, String action, String subject) {
    database.write(handle -> write(handle, actor, action, subject));
  }

  /// The same within the transaction that does it.
  public int write(Handle handle, Actor actor, String action, String subject) {
    return handle
        .createUpdate(
            """
            insert into audit (at, actor, action, subject, address)
            values (:at, :actor, :action, :subject, :address)
            """)
        .bind("at", clock.millis())
        .bind("actor", shortened(actor.name()))
        .bind("action", action)
        .bind("subject", shortened(subject))
        .bind("address", actor.address())
        .execute();
  }

  /// Newest first.
  ///
  /// @param text that stands in an entry somewhere; empty = any
  /// @param before the id of the entry that they come after in the list; 0 = from the newest on
  public List<Entry> page(String text, long before, int most) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select id, at, actor, action, subject, address from audit
                where (:before = 0 or id < :before)
                  and instr(lower(actor || ' ' || action || ' ' || subject || ' ' || address), lower(:text)) > 0
                order by id desc limit :most
                """)
            .bind("text", text)
            .bind("before", before)
            .bind("most", most)
            .map((row, _) ->
                new Entry(
                    row.getLong("id"),
                    Instant.ofEpochMilli(row.getLong("at")),
                    new Actor(row.getString("actor"), row.getString("address")),
                    row.getString("action"),
                    row.getString("subject")))
            .list());
  }

  /// Forgets what is older than {@link #KEPT}.
  public void purge() {
    database.append(handle ->
        handle
            .createUpdate("delete from audit where at < :oldest")
            .bind("oldest", clock.millis() - KEPT.toMillis())
            .execute());
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) : text;
  }
}

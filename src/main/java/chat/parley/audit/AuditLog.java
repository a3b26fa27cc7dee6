package chat.parley.audit;

import chat.parley.database.Database;
import chat.parley.http.Throttle;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.CurrentUser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

/// Who did what to whom: sign-ins, people, connections and limits. Never what people write.
///
/// Names are chosen by those who have them; the ids of accounts stand beside them, and nobody
/// chooses those.
public final class AuditLog {
  /// How long it is kept.
  private static final Duration KEPT = Duration.ofDays(400);

  /// What is refused again and again fills no disk: so many lines at once for each account, and one
  /// more each minute.
  private static final int REFUSALS = 30;

  private final Database database;
  private final Clock clock;
  private final Throttle refusals = new Throttle(REFUSALS, Duration.ofMinutes(1));

  public AuditLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Somebody who does something.
  ///
  /// @param name of an account, or what was given for one
  /// @param address of the network that they came from
  /// @param id of the account; empty for somebody who was not signed in, null where it was not kept
  public record Actor(String name, String address, @Nullable String id) {
    public static Actor of(Account account, String address) {
      return new Actor(AuditLog.name(account), address, account.id().value());
    }

    public static Actor of(CurrentUser by) {
      return of(by.account(), by.address());
    }

    /// Somebody who has not shown who they are.
    ///
    /// @param claimed as whom they came, or empty
    public static Actor unauthenticated(String claimed, String address) {
      return new Actor(claimed, address, "");
    }

    public boolean isUnauthenticated() {
      return "".equals(id);
    }
  }

  /// How an account is called in the log: one without an e-mail address could be called like
  /// anybody's.
  public static String name(Account account) {
    String email = account.email();
    return email == null
        ? "“"
            + account.name().replace('“', '\'').replace('”', '\'').replace('"', '\'')
            + "” (no e-mail address)"
        : email;
  }

  /// @param action in the past tense, like `signed in`
  /// @param subject whom or what it was done to, or empty
  /// @param subjectId of the account that it was done to, or null
  public record AuditEntry(
      long id,
      Instant at,
      @Nested("actor") Actor actor,
      String action,
      String subject,
      @Nullable String subjectId) {}

  public void write(Actor actor, String action, String subject) {
    database.write(handle -> write(handle, actor, action, subject));
  }

  /// The same within the transaction that does it.
  public int write(Handle handle, Actor actor, String action, String subject) {
    return write(handle, actor, action, subject, null);
  }

  /// What was done to somebody.
  public int write(Handle handle, Actor actor, String action, Account subject) {
    return write(handle, actor, action, name(subject), subject.id().value());
  }

  /// @param subjectId of the account that it was done to, or null
  public int write(
      Handle handle, Actor actor, String action, String subject, @Nullable String subjectId) {
    return handle
        .createUpdate(
            """
            insert into audit (at, actor, action, subject, address, actor_id, subject_id)
            values (:at, :actor, :action, :subject, :address, :actorId, :subjectId)
            """)
        .bind("at", clock.millis())
        .bind("actor", shortened(actor.name()))
        .bind("action", action)
        .bind("subject", shortened(subject))
        .bind("address", actor.address())
        .bind("actorId", actor.id())
        .bind("subjectId", subjectId)
        .execute();
  }

  /// What somebody tried who has not the right to.
  public void refused(CurrentUser by, String what) {
    if (refusals.take(by.id().value()).isEmpty()) {
      write(Actor.of(by), "was refused:", what);
    }
  }

  /// Does what may be refused, and writes down where it was.
  ///
  /// @param what as it would stand there
  public <T> T recordRefusal(CurrentUser by, String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (Problem problem) {
      if (problem.isRefusal()) {
        refused(by, what);
      }
      throw problem;
    }
  }

  /// Newest first.
  ///
  /// @param text that stands in an entry somewhere; empty = any
  /// @param before the id of the entry that they come after in the list; 0 = from the newest on
  List<AuditEntry> page(String text, long before, int most) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select id, at, actor as actor_name, address as actor_address, actor_id, action, subject, subject_id
                from audit
                where (:before = 0 or id < :before)
                  and lower(actor || ' ' || action || ' ' || subject || ' ' || address || ' '
                    || coalesce(actor_id, '') || ' ' || coalesce(subject_id, '')) like lower(:text) escape '\\'
                order by id desc limit :most
                """)
            .bind("text", anywhere(text))
            .bind("before", before)
            .bind("most", most)
            .mapTo(AuditEntry.class)
            .list());
  }

  /// A pattern of what has a text in it, whose signs stand for themselves.
  private static String anywhere(String text) {
    String plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    return "%" + plain + "%";
  }

  /// Forgets what is older than {@link #KEPT}.
  public void purge() {
    database.append(handle ->
        handle.execute("delete from audit where at < ?", clock.millis() - KEPT.toMillis()));
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) : text;
  }
}

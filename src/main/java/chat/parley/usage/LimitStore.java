package chat.parley.usage;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.usage.Limits.Allowed;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// The limits: of a person, else of their role, else of the server.
///
/// Asked for each message and each round of the line, and changed rarely: kept in memory, and read
/// anew after each change.
public final class LimitStore {
  private final Database database;
  private final AuditLog audit;
  private final Limits server;

  /// Who has which role: known from the start on, and from each time that somebody asks.
  private final Map<AccountId, Role> roles = new ConcurrentHashMap<>();

  private volatile Known known;

  /// @param server what holds where nothing else was decided
  public LimitStore(Database database, AuditLog audit, Limits server) {
    this.database = database;
    this.audit = audit;
    this.server = server;
    this.known = database.read(this::read);
  }

  private record Known(Map<Role, Limits> roles, Map<AccountId, Limits> accounts) {}

  /// What holds for somebody.
  public Allowed of(Account account) {
    if (roles.get(account.id()) != account.role()) {
      roles.put(account.id(), account.role());
    }
    return of(account.id());
  }

  /// The same by the role that they had when they were last seen.
  public Allowed of(AccountId id) {
    Role role = roles.getOrDefault(id, Role.MEMBER);
    return ofAccount(id).or(usual(role)).decided();
  }

  /// What was decided about a person.
  public Limits ofAccount(AccountId id) {
    return known.accounts().getOrDefault(id, Limits.UNSAID);
  }

  /// What was decided about a role.
  public Limits ofRole(Role role) {
    return known.roles().getOrDefault(role, Limits.UNSAID);
  }

  /// What holds for a role where nothing else was decided about a person.
  public Limits usual(Role role) {
    return ofRole(role).or(server);
  }

  /// What holds where nothing was decided.
  public Limits server() {
    return server;
  }

  /// Decides about a role.
  ///
  /// @throws Problem when that is not for the one who asks to decide
  public void decide(Account by, Role role, Limits allowance, String address) {
    check(by, role, "change the limits of every " + role.word(), address);
    write(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into limit_of_role
                      (role, messages_per_minute, answers_at_once, tokens_per_day, cost_per_month, storage)
                    values (:role, :messages, :answers, :tokens, :cost, :storage)
                    on conflict (role) do update set messages_per_minute = excluded.messages_per_minute,
                      answers_at_once = excluded.answers_at_once, tokens_per_day = excluded.tokens_per_day,
                      cost_per_month = excluded.cost_per_month, storage = excluded.storage
                    """)
                .bind("role", role.word()),
        allowance,
        Actor.of(by, address),
        "every " + role.word(),
        null);
  }

  /// Decides about a person.
  ///
  /// @throws Problem when that is not for the one who asks to decide
  public void decide(Account by, Account person, Limits allowance, String address) {
    check(by, person.role(), "change the limits of " + AuditLog.name(person), address);
    write(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into limit_of_account
                      (account_id, messages_per_minute, answers_at_once, tokens_per_day, cost_per_month, storage)
                    values (:account, :messages, :answers, :tokens, :cost, :storage)
                    on conflict (account_id) do update set messages_per_minute = excluded.messages_per_minute,
                      answers_at_once = excluded.answers_at_once, tokens_per_day = excluded.tokens_per_day,
                      cost_per_month = excluded.cost_per_month, storage = excluded.storage
                    """)
                .bind("account", person.id().value()),
        allowance,
        Actor.of(by, address),
        AuditLog.name(person),
        person.id().value());
  }

  private void check(Account by, Role role, String what, String address) {
    if (!by.role().looksAfter(role)) {
      audit.refused(by, what, address);
      throw Problem.refused(Code.INVALID, "That is for the owner to do.").at("limits-error");
    }
  }

  private interface Statement {
    Update in(Handle handle);
  }

  private synchronized void write(
      Statement statement, Limits allowance, Actor by, String whose, @Nullable String id) {
    known =
        database.write(handle -> {
          statement
              .in(handle)
              .bind("messages", allowance.messagesPerMinute())
              .bind("answers", allowance.answersAtOnce())
              .bind("tokens", allowance.tokensPerDay())
              .bind("cost", allowance.costPerMonth())
              .bind("storage", allowance.storage())
              .execute();
          audit.write(handle, by, "changed the limits of", whose + ": " + allowance.words(), id);
          return read(handle);
        });
  }

  private Known read(Handle handle) {
    Map<Role, Limits> ofRoles = new EnumMap<>(Role.class);
    handle
        .createQuery("select * from limit_of_role")
        .map((row, _) -> Map.entry(Role.of(row.getString("role")).orElseThrow(), row(row)))
        .forEach(one -> ofRoles.put(one.getKey(), one.getValue()));
    Map<AccountId, Limits> ofAccounts = new HashMap<>();
    handle
        .createQuery("select * from limit_of_account")
        .map((row, _) -> Map.entry(new AccountId(row.getString("account_id")), row(row)))
        .forEach(one -> ofAccounts.put(one.getKey(), one.getValue()));
    Map<AccountId, Role> present = new HashMap<>();
    handle
        .createQuery("select id, role from account")
        .map((row, _) ->
            Map.entry(
                new AccountId(row.getString("id")), Role.of(row.getString("role")).orElseThrow()))
        .forEach(one -> present.put(one.getKey(), one.getValue()));
    roles.keySet().retainAll(present.keySet());
    roles.putAll(present);
    return new Known(ofRoles, ofAccounts);
  }

  private static Limits row(ResultSet row) throws SQLException {
    Long messages = whole(row, "messages_per_minute");
    Long answers = whole(row, "answers_at_once");
    double cost = row.getDouble("cost_per_month");
    Double costPerMonth = row.wasNull() ? null : Double.valueOf(cost);
    return new Limits(
        messages == null ? null : Integer.valueOf(messages.intValue()),
        answers == null ? null : Integer.valueOf(answers.intValue()),
        whole(row, "tokens_per_day"),
        costPerMonth,
        whole(row, "storage"));
  }

  private static @Nullable Long whole(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(value);
  }
}

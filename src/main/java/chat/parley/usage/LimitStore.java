package chat.parley.usage;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.usage.Limits.Allowed;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.reflect.ColumnName;
import org.jspecify.annotations.Nullable;

/// The limits: of a person, else of their role, else of the server.
///
/// Asked for each message and each round of the queue, and changed rarely: kept in memory, and read
/// anew after each change.
final class LimitStore {
  private final Database database;
  private final AuditLog audit;
  private final Limits server;

  /// Who has which role: known from the start on, and from each time that somebody asks.
  private final Map<AccountId, Role> roles = new ConcurrentHashMap<>();

  private volatile StoredLimits known;

  /// @param server what holds where nothing else was decided
  LimitStore(Database database, AuditLog audit, Limits server) {
    this.database = database;
    this.audit = audit;
    this.server = server;
    this.known = database.read(this::read);
  }

  private record StoredLimits(Map<Role, Limits> roles, Map<AccountId, Limits> accounts) {}

  /// What holds for somebody.
  Allowed of(Account account) {
    if (roles.get(account.id()) != account.role()) {
      roles.put(account.id(), account.role());
    }
    return of(account.id());
  }

  /// The same by the role that they had when they were last seen.
  Allowed of(AccountId id) {
    Role role = roles.getOrDefault(id, Role.MEMBER);
    return ofAccount(id).or(usual(role)).decided();
  }

  /// What was decided about a person.
  Limits ofAccount(AccountId id) {
    return known.accounts().getOrDefault(id, Limits.UNSAID);
  }

  /// What was decided about a role.
  Limits ofRole(Role role) {
    return known.roles().getOrDefault(role, Limits.UNSAID);
  }

  /// What holds for a role where nothing else was decided about a person.
  Limits usual(Role role) {
    return ofRole(role).or(server);
  }

  /// What holds where nothing was decided.
  Limits server() {
    return server;
  }

  /// Decides about a role.
  ///
  /// @throws Problem when that is not for the one who asks to decide
  void decide(CurrentUser by, Role role, Limits limits) {
    check(by, role, "change the limits of every " + role.word());
    String whose = "every " + role.word();
    write(
        handle -> decide(handle, "limit_of_role", "role", role, limits),
        Actor.of(by),
        whose + ": " + limits.words(),
        null);
  }

  /// Decides about a person.
  ///
  /// @throws Problem when that is not for the one who asks to decide
  void decide(CurrentUser by, Account person, Limits limits) {
    check(by, person.role(), "change the limits of " + AuditLog.name(person));
    write(
        handle -> decide(handle, "limit_of_account", "account_id", person.id(), limits),
        Actor.of(by),
        AuditLog.name(person) + ": " + limits.words(),
        person.id().value());
  }

  private void check(CurrentUser by, Role role, String what) {
    if (!by.account().role().looksAfter(role)) {
      audit.refused(by, what);
      throw Problem.refused(Code.INVALID, "That is for the owner to do.").at("limits-error");
    }
  }

  private static void decide(Handle handle, String table, String key, Object whose, Limits limits) {
    handle
        .createUpdate(
            """
            insert into <table> (<key>, messages_per_minute, answers_at_once, tokens_per_day, cost_per_month, storage)
            values (:whose, :messagesPerMinute, :answersAtOnce, :tokensPerDay, :costPerMonth, :storage)
            on conflict (<key>) do update set messages_per_minute = excluded.messages_per_minute,
              answers_at_once = excluded.answers_at_once, tokens_per_day = excluded.tokens_per_day,
              cost_per_month = excluded.cost_per_month, storage = excluded.storage
            """)
        .define("table", table)
        .define("key", key)
        .bind("whose", whose)
        .bindMethods(limits)
        .execute();
  }

  private synchronized void write(
      Consumer<Handle> decision, Actor by, String what, @Nullable String id) {
    known =
        database.write(handle -> {
          decision.accept(handle);
          audit.write(handle, by, "changed the limits of", what, id);
          return read(handle);
        });
  }

  private record OfRole(Role role, @Nested Limits limits) {}

  private record OfAccount(@ColumnName("account_id") AccountId account, @Nested Limits limits) {}

  private record Present(AccountId id, Role role) {}

  private StoredLimits read(Handle handle) {
    Map<AccountId, Role> present =
        handle
            .select("select id, role from account")
            .mapTo(Present.class)
            .collect(Collectors.toMap(Present::id, Present::role));
    roles.keySet().retainAll(present.keySet());
    roles.putAll(present);
    return new StoredLimits(
        handle
            .select("select * from limit_of_role")
            .mapTo(OfRole.class)
            .collect(Collectors.toMap(OfRole::role, OfRole::limits)),
        handle
            .select("select * from limit_of_account")
            .mapTo(OfAccount.class)
            .collect(Collectors.toMap(OfAccount::account, OfAccount::limits)));
  }
}

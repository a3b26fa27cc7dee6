package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// Who must have a second factor: the owner says so.
final class SecondFactorRule {
  /// Whether an account `a` must have one and has none.
  static final String LACKS =
      """
      (exists (select 1 from second_factor_rule r where r.role = a.role)
        and not exists (select 1 from code_app c where c.account_id = a.id and c.confirmed_at is not null)
        and not exists (select 1 from passkey p where p.account_id = a.id))
      """;

  private static final String DECIDED = "decided who must have a second factor";

  private final Database database;
  private final SecondFactors factors;
  private final AuditLog audit;

  SecondFactorRule(Database database, SecondFactors factors, AuditLog audit) {
    this.database = database;
    this.factors = factors;
    this.audit = audit;
  }

  /// For whom it is.
  enum RequiredFor {
    NOBODY,
    STAFF,
    EVERYBODY;

    boolean includes(Role role) {
      return switch (this) {
        case NOBODY -> false;
        case STAFF -> role.isStaff();
        case EVERYBODY -> true;
      };
    }

    String value() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RequiredFor> of(String word) {
      return List.of(values()).stream().filter(one -> one.value().equals(word)).findFirst();
    }
  }

  RequiredFor requiredFor() {
    Set<String> roles = database.read(SecondFactorRule::roles);
    return roles.contains(Role.MEMBER.word())
        ? RequiredFor.EVERYBODY
        : roles.isEmpty() ? RequiredFor.NOBODY : RequiredFor.STAFF;
  }

  boolean hasFactor(AccountId account) {
    return factors.of(account).any();
  }

  boolean covers(Role role) {
    return requiredFor().includes(role);
  }

  private static Set<String> roles(Handle handle) {
    return handle
        .select("select role from second_factor_rule")
        .mapTo(String.class)
        .collect(Collectors.toSet());
  }

  /// Whoever calls ends what those have open who lack one now.
  ///
  /// @throws Problem when it is not for the one who asks, or would shut themselves out
  void set(CurrentUser by, RequiredFor whom) {
    var _ = audit.recordRefusal(by, DECIDED, () -> replace(by, whom));
  }

  private int replace(CurrentUser by, RequiredFor whom) {
    if (by.role() != Role.OWNER) {
      throw Problem.refused(Code.INVALID, "That is for the owner to do.").at("rule-error");
    }
    if (whom.includes(by.role()) && !factors.of(by.id()).any()) {
      throw Problem.invalid("Set up a second factor for yourself first, in the settings.")
          .at("rule-error");
    }
    return database.write(handle -> {
      handle.execute("delete from second_factor_rule");
      for (Role role : Role.values()) {
        if (whom.includes(role)) {
          handle.execute(
              "insert into second_factor_rule (role) values (?) on conflict do nothing",
              role.word());
        }
      }
      return audit.write(handle, Actor.of(by), DECIDED, whom.value());
    });
  }
}

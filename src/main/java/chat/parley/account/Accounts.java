package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The people, and what each may do.
public final class Accounts {
  private final Database database;
  private final AuditLog audit;
  private final Passwords passwords;
  private final Supplier<String> ids;
  private final Clock clock;

  Accounts(
      Database database, AuditLog audit, Passwords passwords, Supplier<String> ids, Clock clock) {
    this.database = database;
    this.audit = audit;
    this.passwords = passwords;
    this.ids = ids;
    this.clock = clock;
  }

  Database database() {
    return database;
  }

  Passwords passwords() {
    return passwords;
  }

  /// Whether somebody can sign in: before that, the set-up code makes the owner.
  boolean isSetUp() {
    return database.read(AccountRows::isSetUp);
  }

  /// Makes the account of local mode the owner's, with everything that it has.
  ///
  /// @throws Problem when there is an owner already
  Account setUp(NewAccount owner, String address) {
    String hash = passwords.hash(owner.password());
    return database.write(handle -> setUp(handle, owner.name(), owner.email(), hash, address));
  }

  /// @param hash of their password, or null for those who sign in elsewhere
  Account setUp(
      Handle handle, String name, @Nullable String email, @Nullable String hash, String address) {
    // Each set-up changes the time: of two at the same time one finds it as it was.
    Instant before = AccountRows.one(handle, AccountId.LOCAL).createdAt();
    int updated =
        AccountRows.isSetUp(handle)
            ? 0
            : handle
                .createUpdate(
                    """
                    update account set name = :name, email = :email, password = :password, role = 'owner',
                      created_at = :now where id = 'local' and created_at = :before
                    """)
                .bind("name", name)
                .bind("email", email)
                .bind("password", hash)
                .bind("now", clock.millis())
                .bind("before", before)
                .execute();
    if (updated == 0) {
      throw Problem.invalid("This Parley has its owner already. Sign in instead.").at("code-error");
    }
    Account made = AccountRows.one(handle, AccountId.LOCAL);
    audit.write(handle, Actor.of(made, address), "set up Parley", "");
    return made;
  }

  /// Makes an account.
  ///
  /// @param password its hash, or null for those who sign in elsewhere
  Account make(
      Handle handle, String name, @Nullable String email, @Nullable String password, Role role) {
    AccountId id = new AccountId(ids.get());
    int made =
        handle
            .createUpdate(
                """
                insert into account (id, name, email, role, password, created_at)
                values (:id, :name, :email, :role, :password, :now)
                on conflict (email) where email is not null do nothing
                """)
            .bind("id", id)
            .bind("name", name)
            .bind("email", email)
            .bind("role", role)
            .bind("password", password)
            .bind("now", clock.millis())
            .execute();
    if (made == 0) {
      throw Problem.invalid("There is an account with this address already. Sign in instead.")
          .at("email-error");
    }
    return AccountRows.one(handle, id);
  }

  public Optional<Account> find(AccountId id) {
    return database.read(handle -> AccountRows.find(handle, id));
  }

  /// Everyone, in the order in which they came.
  public List<Account> all() {
    return database.read(AccountRows::all);
  }

  /// Gives somebody another role.
  ///
  /// @throws Problem when that is not for the one who asks to decide
  void changeRole(CurrentUser by, AccountId id, Role role) {
    change(
        by,
        id,
        "made " + role.word(),
        handle -> {
          if (!by.role().looksAfter(role)) {
            throw Problem.refused(Code.INVALID, "Only the owner makes admins.").at("people-error");
          }
          return handle
              .createUpdate("update account set role = :role where id = :id")
              .bind("role", role.word())
              .bind("id", id.value());
        });
  }

  /// Lets somebody in no more, or again. Whoever calls ends what they have open.
  void disable(CurrentUser by, AccountId id, boolean disabled) {
    change(
        by,
        id,
        disabled ? "disabled" : "enabled",
        handle ->
            handle
                .createUpdate("update account set disabled_at = :at where id = :id")
                .bind("at", disabled ? clock.millis() : null)
                .bind("id", id.value()));
  }

  /// Signs somebody out everywhere. Whoever calls ends what they have open.
  void signOut(CurrentUser by, AccountId id) {
    change(
        by,
        id,
        "signed out everywhere",
        handle ->
            handle
                .createUpdate("delete from known_device where account_id = :id")
                .bind("id", id.value()));
  }

  private interface AccountChange {
    org.jdbi.v3.core.statement.Update of(Handle handle);
  }

  private void change(CurrentUser by, AccountId id, String action, AccountChange change) {
    String what =
        action + " " + find(id).map(AuditLog::name).orElseGet(() -> "somebody who is not there");
    audit.recordRefusal(by, what, () -> changed(by, id, action, change));
  }

  private int changed(CurrentUser by, AccountId id, String action, AccountChange change) {
    return database.write(handle -> {
      Account other =
          AccountRows.find(handle, id)
              .orElseThrow(() -> Problem.notFound("There is no such person any more."));
      if (other.id().equals(by.id()) || !by.role().looksAfter(other.role())) {
        throw (other.id().equals(by.id())
                ? Problem.invalid("This is you: somebody else has to do that.")
                : Problem.refused(Code.INVALID, "That is for the owner to do."))
            .at("people-error");
      }
      change.of(handle).execute();
      // What they have made, and what was made for them, was meant for who they were.
      handle
          .createUpdate(
              "delete from link where used_at is null and (created_by = :id or account_id = :id)")
          .bind("id", id.value())
          .execute();
      return audit.write(handle, Actor.of(by), action, other);
    });
  }

  /// Changes what others see of oneself.
  void rename(CurrentUser by, String name) {
    String checked = AccountFields.checkedName(name);
    if (checked.equals(by.account().name())) {
      return;
    }
    database.write(handle -> {
      handle.execute("update account set name = ? where id = ?", checked, by.id().value());
      return audit.write(
          handle,
          Actor.of(by),
          "took another name:",
          "“%s” in place of “%s”".formatted(checked, by.account().name()));
    });
  }

  /// Changes one's own password. Whoever calls has checked the present one.
  ///
  /// @param site the name of the host
  /// @throws Problem when the next one is too weak
  void changePassword(CurrentUser by, String next, String site) {
    String hash = checkedHash(next, by.account(), site);
    database.write(handle -> {
      AccountRows.setPassword(handle, by.id(), hash);
      return audit.write(handle, Actor.of(by), "changed the password", "");
    });
  }

  String checkedHash(String password, Account account, String site) {
    try {
      Passwords.check(password, account.email(), account.name(), site);
    } catch (Problem problem) {
      throw problem.at("password-error");
    }
    return passwords.hash(password);
  }

  /// Removes somebody with everything that is theirs.
  public void delete(CurrentUser by) {
    if (by.role() == Role.OWNER) {
      throw Problem.invalid("The owner's account stays: someone has to look after Parley.")
          .at("deletion-error");
    }
    database.erase(handle -> {
      handle.execute("delete from account where id = ?", by.id().value());
      return audit.write(handle, Actor.of(by), "deleted their account", "");
    });
  }
}

package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What people have beside a password: an app that shows codes, passkeys, and recovery codes for
/// the day on which these are lost.
public final class SecondFactors {
  /// From the first factor to the second.
  static final Duration LONGEST = PendingSignIns.LONGEST;

  private final Database database;
  private final AuditLog audit;
  private final AuthenticatorApps apps;
  private final Passkeys passkeys;
  private final RecoveryCodes codes;
  private final PendingSignIns pending;

  public SecondFactors(
      Database database, AuditLog audit, SecretBox safe, Passkeys passkeys, Clock clock) {
    this.database = database;
    this.audit = audit;
    this.passkeys = passkeys;
    this.apps = new AuthenticatorApps(safe, clock);
    this.codes = new RecoveryCodes(clock);
    this.pending = new PendingSignIns(database, clock);
  }

  HeldFactors of(AccountId account) {
    return database.read(handle -> of(handle, account));
  }

  List<Passkeys.Passkey> passkeys(AccountId account) {
    return passkeys.of(account);
  }

  boolean hasPasskey(AccountId account, String site) {
    return !passkeys.of(account, site).isEmpty();
  }

  private HeldFactors of(Handle handle, AccountId account) {
    return new HeldFactors(
        apps.isConfirmed(handle, account),
        passkeys.of(handle, account).size(),
        codes.remaining(handle, account));
  }

  /// Makes a secret for an app, to be shown until a code of it comes.
  ///
  /// @throws Problem when there is an app already
  void prepareApp(AccountId account) {
    database.write(handle -> {
      if (apps.isConfirmed(handle, account)) {
        throw Problem.invalid("There is an app already. Remove it first to set up another one.")
            .at("app-error");
      }
      return apps.prepare(handle, account);
    });
  }

  /// The secret that was made and no code has come of yet.
  Optional<Totp> preparedApp(AccountId account) {
    return database.read(handle -> apps.prepared(handle, account));
  }

  /// Counts an app from now on that shows the right code.
  ///
  /// @return recovery codes, where there are none yet
  /// @throws Problem when the code is wrong
  List<String> confirmApp(CurrentUser by, String code) {
    return database.write(handle -> {
      if (!apps.confirm(handle, by.id(), plain(code))) {
        throw Problem.invalid(
                "This is not the code that the app shows now. If it stays wrong, look whether the clocks of both are right.")
            .at("app-error");
      }
      audit.write(handle, Actor.of(by), "added a second factor", "app");
      return firstCodes(handle, by.id());
    });
  }

  private List<String> firstCodes(Handle handle, AccountId account) {
    return codes.remaining(handle, account) > 0 ? List.of() : codes.renew(handle, account);
  }

  void removeApp(CurrentUser by) {
    database.write(handle -> {
      if (!apps.forget(handle, by.id())) {
        return 0;
      }
      forgetUselessCodes(handle, by.id());
      return audit.write(handle, Actor.of(by), "removed a second factor", "app");
    });
  }

  /// @return recovery codes, where there are none yet
  /// @throws Problem when there are too many, or it is known already
  List<String> addPasskey(CurrentUser by, String name, Passkeys.NewPasskey made) {
    return database.write(handle -> {
      passkeys.add(handle, by, name, made);
      return firstCodes(handle, by.id());
    });
  }

  /// @return whether it was there
  boolean removePasskey(CurrentUser by, String id) {
    return database.write(handle -> {
      boolean removed = passkeys.remove(handle, by, id);
      forgetUselessCodes(handle, by.id());
      return removed;
    });
  }

  /// They stand in for something that is not there any more.
  private void forgetUselessCodes(Handle handle, AccountId account) {
    if (!of(handle, account).any()) {
      codes.forget(handle, account);
    }
  }

  /// Other recovery codes in place of all that there were.
  ///
  /// @throws Problem when there is no second factor that they could stand in for
  List<String> renewCodes(CurrentUser by) {
    return database.write(handle -> {
      if (!of(handle, by.id()).any()) {
        throw Problem.invalid("Recovery codes are for who has a second factor. Set one up first.")
            .at("codes-error");
      }
      audit.write(handle, Actor.of(by), "made new recovery codes", "");
      return codes.renew(handle, by.id());
    });
  }

  /// Takes everything from somebody who has lost it.
  ///
  /// @throws Problem when that is not for the one who asks
  Account removeAll(CurrentUser by, AccountId id) {
    return audit.recordRefusal(
        by, "removed the second factors of " + id.value(), () -> removeAllBy(by, id));
  }

  private Account removeAllBy(CurrentUser by, AccountId id) {
    return database.write(handle -> {
      Account other =
          AccountRows.find(handle, id)
              .orElseThrow(() -> Problem.notFound("There is no such person any more."));
      if (other.id().equals(by.id())) {
        throw Problem.invalid("This is you: remove yours in the settings.").at("people-error");
      }
      if (!by.role().looksAfter(other.role())) {
        throw Problem.refused(Code.INVALID, "That is for the owner to do.").at("people-error");
      }
      forgetAll(handle, id);
      audit.write(handle, Actor.of(by), "removed the second factors of", other);
      return other;
    });
  }

  private void forgetAll(Handle handle, AccountId id) {
    apps.forget(handle, id);
    passkeys.forget(handle, id);
    codes.forget(handle, id);
  }

  /// Takes everything from somebody who has lost it, and whom nobody looks after: whoever has the
  /// computer may, as they may read all that is stored.
  ///
  /// @param email of somebody, or null for the owner
  /// @return whose it was
  /// @throws Problem where there is no such account
  public Account removeAsAdministrator(@Nullable String email) {
    return database.write(handle -> {
      Account account =
          (email == null
                  ? AccountRows.find(handle, AccountId.LOCAL)
                  : AccountRows.byEmail(handle, email.strip().toLowerCase(Locale.ROOT)))
              .orElseThrow(() -> Problem.notFound("There is no such account."));
      forgetAll(handle, account.id());
      audit.write(
          handle,
          Actor.unauthenticated("on the command line", ""),
          "removed the second factors of",
          account);
      return account;
    });
  }

  /// Holds somebody back who has given the first factor and has a second one.
  ///
  /// @param action how it was given, in the past tense
  /// @return with what they come back to give the second
  Optional<Token> beginSecondStep(Account account, String action) {
    return beginSecondStep(account, action, null);
  }

  /// @param password the hash that theirs was compared with, or null
  Optional<Token> beginSecondStep(Account account, String action, @Nullable String password) {
    return of(account.id()).any()
        ? Optional.of(pending.begin(account.id(), action, password))
        : Optional.empty();
  }

  PendingSignIns pending() {
    return pending;
  }

  /// Forgets what is over.
  void purge() {
    pending.purge();
  }

  /// Looks at what somebody has typed: the code of an app, or a recovery code. Either is good once.
  CodeCheck use(AccountId account, String typed) {
    String code = plain(typed);
    if (code.length() > 100) {
      return CodeCheck.WRONG;
    }
    return database.write(handle -> {
      if (Totp.looksLikeACode(code)) {
        return apps.use(handle, account, code) ? CodeCheck.APP : CodeCheck.WRONG;
      }
      return codes.use(handle, account, code) ? CodeCheck.RECOVERY_CODE : CodeCheck.WRONG;
    });
  }

  private static String plain(String code) {
    return code.replace(" ", "").replace("-", "").strip();
  }
}

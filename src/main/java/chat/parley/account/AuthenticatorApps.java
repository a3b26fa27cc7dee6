package chat.parley.account;

import chat.parley.user.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/// The secrets that people's apps make codes of: one for each account.
final class AuthenticatorApps {
  /// How long a secret waits for its first code; then somebody else may have seen it.
  private static final Duration PREPARED = Duration.ofMinutes(15);

  private final SecretBox safe;
  private final Clock clock;

  AuthenticatorApps(SecretBox safe, Clock clock) {
    this.safe = safe;
    this.clock = clock;
  }

  /// What is shown to be taken into an app, until a code confirms that it is there. Who asks again
  /// gets the same: the page may be open twice.
  Totp prepare(Handle handle, AccountId account) {
    Optional<Totp> shown = prepared(handle, account);
    if (shown.isPresent()) {
      return shown.get();
    }
    Totp fresh = Totp.random();
    handle.execute(
        """
        insert into code_app (account_id, secret, created_at) values (?, ?, ?)
        on conflict (account_id) do update
          set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
          where code_app.confirmed_at is null
        """,
        account.value(),
        safe.seal(row(account), fresh.secret()),
        clock.millis());
    return fresh;
  }

  Optional<Totp> prepared(Handle handle, AccountId account) {
    return find(handle, account, false);
  }

  boolean isConfirmed(Handle handle, AccountId account) {
    return handle
        .select(
            "select exists (select 1 from code_app where account_id = ? and confirmed_at is not null)",
            account.value())
        .mapTo(Boolean.class)
        .one();
  }

  /// Whether the code shows that the app has the secret: from now on it counts.
  boolean confirm(Handle handle, AccountId account, String code) {
    return prepared(handle, account).stream()
        .flatMapToLong(totp -> totp.step(code, clock.instant()).stream())
        .anyMatch(step ->
            handle.execute(
                    """
                    update code_app set confirmed_at = ?, last_step = ?
                    where account_id = ? and confirmed_at is null
                    """,
                    clock.millis(),
                    step,
                    account.value())
                == 1);
  }

  /// Whether it is a code of now that was not used yet; it is used now, with all that were before
  /// it.
  boolean use(Handle handle, AccountId account, String code) {
    OptionalLong step =
        find(handle, account, true)
            .map(totp -> totp.step(code, clock.instant()))
            .orElseGet(OptionalLong::empty);
    return step.isPresent()
        && handle
                .createUpdate(
                    """
                    update code_app set last_step = :step
                    where account_id = :account and confirmed_at is not null and last_step < :step
                    """)
                .bind("step", step.getAsLong())
                .bind("account", account.value())
                .execute()
            == 1;
  }

  boolean forget(Handle handle, AccountId account) {
    return handle.execute("delete from code_app where account_id = ?", account.value()) > 0;
  }

  private Optional<Totp> find(Handle handle, AccountId account, boolean confirmed) {
    return handle
        .select(
            """
            select secret from code_app
            where account_id = ? and (confirmed_at is not null) = ?
              and (confirmed_at is not null or created_at > ?)
            """,
            account.value(),
            confirmed,
            clock.millis() - PREPARED.toMillis())
        .mapTo(String.class)
        .findOne()
        .flatMap(sealed -> safe.open(row(account), sealed))
        .map(Totp::new);
  }

  private static String row(AccountId account) {
    return "code_app/" + account.value() + "/secret";
  }
}

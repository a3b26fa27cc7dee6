package chat.parley.account;

import chat.parley.database.Database;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Browsers that somebody has signed in with before.
///
/// Guesses at a password are counted for each account, so that many addresses together do not get
/// further than one; and those of a known browser are counted by themselves, so that nobody else's
/// guesses keep its owner out.
final class TrustedDevices {
  static final Duration KEPT = Duration.ofDays(400);

  private final Database database;
  private final Clock clock;

  TrustedDevices(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  boolean knows(@Nullable Token device, AccountId account) {
    return device != null
        && database.read(handle ->
            handle
                .select(
                    "select exists (select 1 from known_device where token_hash = ? and account_id = ?)",
                    device.hash(),
                    account.value())
                .mapTo(Boolean.class)
                .one());
  }

  /// A token for a browser that has signed in: a new one each time.
  Token remember(@Nullable Token before, AccountId account) {
    Token token = Token.random();
    database.write(handle -> {
      if (before != null) {
        handle.execute(
            "delete from known_device where token_hash = ? and account_id = ?",
            before.hash(),
            account.value());
      }
      return handle.execute(
          "insert into known_device values (?, ?, ?)",
          token.hash(),
          account.value(),
          clock.millis());
    });
    return token;
  }
}

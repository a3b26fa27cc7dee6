package chat.parley.account;

import chat.parley.database.Database;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

/// Who has given the first factor, and is asked for the second. No session: nothing but the second
/// factor can be given with it.
final class PendingSignIns {
  static final Duration LONGEST = Duration.ofMinutes(10);

  /// For one account; the one that ends first ends with one more.
  private static final int MOST = 20;

  private final Database database;
  private final Clock clock;

  PendingSignIns(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// @param action how the first factor was given, in the past tense
  /// @param password the hash that counted, or null where the account has none
  record PendingSignIn(@Nested Account account, String action, @Nullable String password) {}

  /// @param compared the hash that a password was compared with; null: the one that the account has
  Token begin(AccountId account, String action, @Nullable String compared) {
    Token token = Token.random();
    database.write(handle -> {
      handle
          .createUpdate(
              """
              insert into pending_sign_in (token_hash, account_id, action, password, expires_at)
              select :hash, id, :action, coalesce(cast(:compared as text), password), :expires from account where id = :account
              """)
          .bind("hash", token.hash())
          .bind("account", account.value())
          .bind("action", action)
          .bind("compared", compared)
          .bind("expires", clock.millis() + LONGEST.toMillis())
          .execute();
      return handle
          .createUpdate(
              """
              delete from pending_sign_in where account_id = :account and token_hash not in (
                select token_hash from pending_sign_in where account_id = :account
                order by case when token_hash = :new then 0 else 1 end, expires_at desc, token_hash limit :most)
              """)
          .bind("new", token.hash())
          .bind("account", account.value())
          .bind("most", MOST)
          .execute();
    });
    return token;
  }

  Optional<PendingSignIn> find(Token token) {
    return database.read(handle ->
        handle
            .createQuery(
                "select p.action, p.password, "
                    + AccountRows.COLUMNS
                    + """
                     from pending_sign_in p join account a on a.id = p.account_id
                    where p.token_hash = :hash and p.expires_at > :now and a.disabled_at is null
                    """)
            .bind("hash", token.hash())
            .bind("now", clock.millis())
            .mapTo(PendingSignIn.class)
            .findOne());
  }

  /// Of two who come with the same one at the same time, one is the first.
  ///
  /// @return whether it was there until now
  boolean end(Token token) {
    return database.write(handle ->
        handle.execute("delete from pending_sign_in where token_hash = ?", token.hash()) == 1);
  }

  /// Forgets what is over.
  void purge() {
    database.append(handle ->
        handle.execute("delete from pending_sign_in where expires_at <= ?", clock.millis()));
  }
}

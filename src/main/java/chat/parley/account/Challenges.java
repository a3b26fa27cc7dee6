package chat.parley.account;

import chat.parley.database.Database;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/// What devices are asked to sign: each is random, for one purpose and one browser, and good once.
final class Challenges {
  static final Duration LONGEST = Duration.ofMinutes(5);

  /// To sign in alone, of all browsers together: anybody may ask for one. The one that ends first
  /// goes first.
  private static final int MOST = 10_000;

  /// Of one browser: as many tabs may ask at the same time.
  private static final int MOST_OF_ONE = 20;

  private final Database database;
  private final Clock clock;

  Challenges(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// What one is for.
  enum ChallengePurpose {
    /// To add a passkey.
    ADDING,
    /// To give it beside a password.
    SECOND,
    /// To sign in with it alone.
    ALONE
  }

  /// @param browser by which it is known again: nobody else's answer counts
  /// @return in base64url
  String make(Token browser, ChallengePurpose purpose) {
    Token challenge = Token.random();
    long now = clock.millis();
    database.append(handle -> {
      handle
          .createUpdate(
              """
              insert into passkey_challenge (challenge_hash, browser_hash, purpose, expires_at)
              values (:challenge, :browser, :purpose, :expires)
              """)
          .bind("challenge", challenge.hash())
          .bind("browser", browser.hash())
          .bind("purpose", purpose.name())
          .bind("expires", now + LONGEST.toMillis())
          .execute();
      handle
          .createUpdate(
              """
              delete from passkey_challenge where browser_hash = :browser and challenge_hash not in (
                select challenge_hash from passkey_challenge where browser_hash = :browser
                order by case when challenge_hash = :new then 0 else 1 end, expires_at desc, challenge_hash
                limit :most)
              """)
          .bind("new", challenge.hash())
          .bind("browser", browser.hash())
          .bind("most", MOST_OF_ONE)
          .execute();
      handle.execute(
          """
          delete from passkey_challenge
          where purpose = 'ALONE' and challenge_hash <> ? and (expires_at, challenge_hash) <= (
            select expires_at, challenge_hash from passkey_challenge where purpose = 'ALONE'
            order by expires_at desc, challenge_hash desc limit 1 offset ?)
          """,
          challenge.hash(),
          MOST);
      return forgetOld(handle, now);
    });
    return challenge.value();
  }

  /// Whether this was handed out to that browser for that, and has not been answered: now it is.
  boolean take(String challenge, Token browser, ChallengePurpose purpose) {
    return database.write(handle ->
        handle
                .createUpdate(
                    """
                    delete from passkey_challenge
                    where challenge_hash = :challenge and browser_hash = :browser and purpose = :purpose
                      and expires_at > :now
                    """)
                .bind("challenge", new Token(challenge).hash())
                .bind("browser", browser.hash())
                .bind("purpose", purpose.name())
                .bind("now", clock.millis())
                .execute()
            == 1);
  }

  private static int forgetOld(Handle handle, long now) {
    return handle.execute("delete from passkey_challenge where expires_at <= ?", now);
  }
}

package chat.parley.account;

import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who is signed in, and where.
///
/// A session is over when it was not used for {@link #IDLE}, {@link #LONGEST} after it was begun,
/// when it is ended, or when its account is disabled; whoever listens hears of the last two at
/// once.
public final class Sessions {
  /// Without any use.
  static final Duration IDLE = Duration.ofDays(14);

  /// In all.
  static final Duration LONGEST = Duration.ofDays(90);

  /// How long it counts that somebody has shown who they are, for what could let others in or keep
  /// them out.
  static final Duration FRESH = Duration.ofMinutes(5);

  /// For one account: the one that was not used for the longest ends with one more.
  private static final int MOST = 50;

  /// How exactly the last use is known.
  private static final Duration GRAIN = Duration.ofMinutes(1);

  private final Database database;
  private final SessionUse use;
  private final Supplier<String> ids;
  private final Clock clock;

  private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();

  Sessions(Database database, Supplier<String> ids, Clock clock) {
    this.database = database;
    this.use = new SessionUse(database);
    this.ids = ids;
    this.clock = clock;
  }

  /// @param listener hears which sessions are over, by their ids; it must not wait for anything
  public void onEnd(Consumer<Set<String>> listener) {
    listeners.add(listener);
  }

  /// Begins a session, with a token that nobody had before.
  Token begin(AccountId account, SessionClient place) {
    return begin(account, place, null)
        .orElseThrow(() -> Problem.invalid("This account is not there any more."));
  }

  /// The same for somebody whose password was right a moment ago.
  ///
  /// @param password the hash that it was compared with, or null where there was none: where it is
  ///   another one by now, nobody is let in
  Optional<Token> begin(AccountId account, SessionClient place, @Nullable String password) {
    Token token = Token.random();
    long now = clock.millis();
    Optional<Set<String>> overtaken =
        database.write(handle -> {
          String id = ids.get();
          int begun =
              SessionRows.insert(
                  handle,
                  new SessionRows.NewSession(id, token, account, place, Instant.ofEpochMilli(now)),
                  password);
          if (begun == 0) {
            return Optional.empty();
          }
          handle.execute("update account set seen_at = ? where id = ?", now, account.value());
          return Optional.of(SessionRows.deleteOldest(handle, account, id, MOST));
        });
    overtaken.ifPresent(this::notifyListeners);
    return overtaken.map(_ -> token);
  }

  /// The session that a token belongs to, while it lasts.
  Optional<SignInSession> find(Token token) {
    long now = clock.millis();
    Optional<SessionRows.SessionRow> found =
        database.read(handle ->
            SessionRows.find(handle, token, now - IDLE.toMillis(), now - LONGEST.toMillis()));
    found
        .filter(one -> now - one.usedAt().toEpochMilli() > GRAIN.toMillis())
        .ifPresent(one -> use.touch(one.found(), now));
    return found.map(SessionRows.SessionRow::found);
  }

  /// Whether whoever has a session has shown a moment ago who they are.
  boolean isFresh(String id) {
    return database.read(handle ->
        handle
            .select(
                "select exists (select 1 from session where id = ? and proved_at > ?)",
                id,
                clock.millis() - FRESH.toMillis())
            .mapTo(Boolean.class)
            .one());
  }

  /// Whoever has a session has shown again who they are: it goes on under another token, and
  /// whoever got hold of the one before is out.
  ///
  /// @return the token, where the session is there
  Optional<Token> prove(AccountId account, String id) {
    Token token = Token.random();
    int proved =
        database.write(handle ->
            handle
                .createUpdate(
                    """
                    update session set token_hash = :hash, proved_at = :now
                    where id = :id and account_id = :account
                    """)
                .bind("hash", token.hash())
                .bind("now", clock.millis())
                .bind("id", id)
                .bind("account", account.value())
                .execute());
    return proved == 1 ? Optional.of(token) : Optional.empty();
  }

  /// Ends what those have open who must have a second factor and have none; their sessions last.
  void interruptWhoLacksFactor() {
    notifyListeners(
        database.read(handle ->
            handle
                .createQuery(
                    "select s.id from session s join account a on a.id = s.account_id where "
                        + SecondFactorRule.LACKS)
                .mapTo(String.class)
                .set()));
  }

  /// Whether a session is not over, and reaches everything: for what is open and asks late.
  public boolean isOpen(String id) {
    return database.read(handle ->
        handle
            .createQuery(
                "select exists (select 1 from session s join account a on a.id = s.account_id where s.id = :id and not "
                    + SecondFactorRule.LACKS
                    + ")")
            .bind("id", id)
            .mapTo(Boolean.class)
            .one());
  }

  /// Where somebody is signed in, last used first.
  List<OpenSession> of(AccountId account) {
    long now = clock.millis();
    return database.read(handle ->
        handle
            .select(
                """
                select id, device, address, created_at, used_at from session
                where account_id = ? and used_at > ? and created_at > ?
                order by used_at desc, id
                """,
                account.value(),
                now - IDLE.toMillis(),
                now - LONGEST.toMillis())
            .mapTo(OpenSession.class)
            .list());
  }

  /// Ends one of somebody's sessions; one that is not there has ended already.
  ///
  /// @return whether there was one
  boolean end(AccountId account, String id) {
    Set<String> ended =
        database.write(handle ->
            handle
                .select(
                    "delete from session where account_id = ? and id = ? returning id",
                    account.value(),
                    id)
                .mapTo(String.class)
                .set());
    notifyListeners(ended);
    return !ended.isEmpty();
  }

  /// Ends the session that a token belongs to.
  ///
  /// @return whose it was, where there was one
  Optional<AccountId> end(Token token) {
    record EndedSession(String id, AccountId account) {}
    Optional<EndedSession> ended =
        database.write(handle ->
            handle
                .select(
                    "delete from session where token_hash = ? returning id, account_id as account",
                    token.hash())
                .mapTo(EndedSession.class)
                .findOne());
    ended.ifPresent(one -> notifyListeners(Set.of(one.id())));
    return ended.map(EndedSession::account);
  }

  /// Ends all of somebody's sessions.
  ///
  /// @param but the id of one that goes on, or null
  public void endAll(AccountId account, @Nullable String but) {
    notifyListeners(
        database.write(handle ->
            handle
                .createQuery(
                    """
                    delete from session where account_id = :account and (cast(:but as text) is null or id <> :but)
                    returning id
                    """)
                .bind("account", account.value())
                .bind("but", but)
                .mapTo(String.class)
                .set()));
  }

  private void notifyListeners(Set<String> ended) {
    if (!ended.isEmpty()) {
      listeners.forEach(listener -> listener.accept(ended));
    }
  }

  /// Forgets what is over.
  void purge() {
    long now = clock.millis();
    database.append(handle -> {
      handle.execute(
          "delete from session where used_at <= ? or created_at <= ?",
          now - IDLE.toMillis(),
          now - LONGEST.toMillis());
      return handle.execute(
          "delete from known_device where used_at < ?", now - TrustedDevices.KEPT.toMillis());
    });
  }
}

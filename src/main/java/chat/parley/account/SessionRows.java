package chat.parley.account;

import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

/// The rows of sessions.
final class SessionRows {
  private SessionRows() {}

  /// A session that begins.
  record NewSession(String id, Token token, AccountId account, SessionClient client, Instant now) {}

  /// @param password the hash that the account must have, or null for any
  /// @return how many were begun: none where the account is disabled, or has another password
  static int insert(Handle handle, NewSession session, @Nullable String password) {
    return handle
        .createUpdate(
            """
            insert into session (token_hash, id, account_id, device, address, created_at, used_at, proved_at)
            select :hash, :id, a.id, :device, :address, :now, :now, :now from account a
            where a.id = :account and a.disabled_at is null
              and (cast(:password as text) is null or a.password = :password)
            """)
        .bind("hash", session.token().hash())
        .bind("id", session.id())
        .bind("account", session.account().value())
        .bind("device", session.client().device())
        .bind("address", session.client().address())
        .bind("password", password)
        .bind("now", session.now().toEpochMilli())
        .execute();
  }

  /// Ends those of an account that are too many.
  ///
  /// @param latest that goes on
  /// @return the ids of those that were ended
  static Set<String> deleteOldest(Handle handle, AccountId account, String latest, int most) {
    return handle
        .createQuery(
            """
            delete from session where account_id = :account and id not in (
              select id from session where account_id = :account
              order by case when id = :new then 0 else 1 end, used_at desc, id desc limit :most)
            returning id
            """)
        .bind("new", latest)
        .bind("account", account.value())
        .bind("most", most)
        .mapTo(String.class)
        .set();
  }

  /// A session that goes on.
  record SessionRow(String session, Instant usedAt, boolean lacksFactor, @Nested Account account) {
    SignInSession found() {
      return new SignInSession(session, account, lacksFactor);
    }
  }

  static Optional<SessionRow> find(Handle handle, Token token, long usedAfter, long begunAfter) {
    return handle
        .createQuery(
            "select s.id as session, s.used_at, "
                + SecondFactorRule.LACKS
                + " as lacks_factor, "
                + AccountRows.COLUMNS
                + """
                 from session s join account a on a.id = s.account_id
                where s.token_hash = :hash and s.used_at > :idle and s.created_at > :longest
                  and a.disabled_at is null
                """)
        .bind("hash", token.hash())
        .bind("idle", usedAfter)
        .bind("longest", begunAfter)
        .mapTo(SessionRow.class)
        .findOne();
  }
}

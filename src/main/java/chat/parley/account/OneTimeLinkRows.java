package chat.parley.account;

import chat.parley.account.OneTimeLinks.LinkPurpose;
import chat.parley.account.OneTimeLinks.OneTimeLink;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The rows of links.
final class OneTimeLinkRows {
  private final Supplier<String> ids;
  private final Clock clock;

  OneTimeLinkRows(Supplier<String> ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  Token add(
      Handle handle,
      LinkPurpose kind,
      Role role,
      @Nullable AccountId account,
      @Nullable String email,
      @Nullable Account by,
      Duration good) {
    Token token = Token.random();
    handle
        .createUpdate(
            """
            insert into link (token_hash, id, kind, role, account_id, email, created_by, created_at, expires_at)
            values (:hash, :id, :kind, :role, :account, :email, :by, :now, :expires)
            """)
        .bind("hash", token.hash())
        .bind("id", ids.get())
        .bind("kind", kind.word())
        .bind("role", role.word())
        .bind("account", account == null ? null : account.value())
        .bind("email", email)
        .bind("by", by == null ? null : by.id().value())
        .bind("now", clock.millis())
        .bind("expires", clock.millis() + good.toMillis())
        .execute();
    return token;
  }

  Optional<OneTimeLink> find(Handle handle, LinkPurpose kind, Token token) {
    return handle
        .select(
            """
            select * from link
            where token_hash = ? and kind = ? and used_at is null and expires_at > ?
            """,
            token.hash(),
            kind.word(),
            clock.millis())
        .mapTo(OneTimeLink.class)
        .findOne();
  }

  /// Of two who come at the same time, on whatever machine, one is the first.
  void use(Handle handle, OneTimeLink link) {
    int used =
        handle
            .createUpdate(
                """
                update link set used_at = :now
                where id = :id and used_at is null and expires_at > :now
                """)
            .bind("now", clock.millis())
            .bind("id", link.id())
            .execute();
    if (used != 1) {
      throw alreadyUsed();
    }
  }

  static Problem alreadyUsed() {
    return Problem.notFound("This link has been used, or its time is over. Ask for a new one.");
  }
}

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
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ColumnName;
import org.jspecify.annotations.Nullable;

/// Links for one person and one use: to join, or to choose a new password.
public final class OneTimeLinks {
  /// How long an invitation is good.
  static final Duration INVITATION = Duration.ofDays(7);

  /// How long a way to a new password is good.
  static final Duration RESET = Duration.ofHours(24);

  /// The same where somebody has asked for it by themselves: it has gone through the mail.
  static final Duration MAILED_RESET = Duration.ofHours(1);

  private final Database database;
  private final Accounts accounts;
  private final AuditLog audit;
  private final OneTimeLinkRows rows;
  private final Clock clock;

  OneTimeLinks(
      Database database, Accounts accounts, AuditLog audit, Supplier<String> ids, Clock clock) {
    this.database = database;
    this.accounts = accounts;
    this.audit = audit;
    this.rows = new OneTimeLinkRows(ids, clock);
    this.clock = clock;
  }

  /// What a link is for.
  public enum LinkPurpose {
    INVITATION,
    RESET;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// A link that can still be used. Its token is known only to whom it was shown.
  ///
  /// @param account whose password it changes, or null for an invitation
  /// @param email of the one who is invited, where it was given
  public record OneTimeLink(
      String id,
      LinkPurpose kind,
      Role role,
      @ColumnName("account_id") @Nullable AccountId account,
      @Nullable String email,
      Instant expiresAt) {}

  /// Invites somebody.
  ///
  /// @param email whom, or empty
  Token invite(CurrentUser by, Role role, String email) {
    if (role == Role.OWNER || !by.role().looksAfter(role)) {
      audit.refused(by, "invited " + whom(email.isBlank() ? null : email, role));
      throw Problem.refused(Code.INVALID, "Only the owner invites admins.").at("invitation-error");
    }
    String to = email.isBlank() ? null : AccountFields.checkedEmail(email);
    return database.write(handle -> {
      Token token =
          rows.add(handle, LinkPurpose.INVITATION, role, null, to, by.account(), INVITATION);
      audit.write(handle, Actor.of(by), "invited", whom(to, role));
      return token;
    });
  }

  private static String whom(@Nullable String email, Role role) {
    String word = role.word();
    return email == null ? (role == Role.ADMIN ? "an " : "a ") + word : email + ", " + word;
  }

  /// Makes a way to a new password for somebody, to be handed to them.
  Token reset(CurrentUser by, AccountId id) {
    String whose = accounts.find(id).map(AuditLog::name).orElse("somebody who is not there");
    return audit.recordRefusal(by, "made a password link for " + whose, () -> resetBy(by, id));
  }

  private Token resetBy(CurrentUser by, AccountId id) {
    return database.write(handle -> {
      Account other =
          AccountRows.find(handle, id)
              .orElseThrow(() -> Problem.notFound("There is no such person any more."));
      if (other.id().equals(by.id())) {
        throw Problem.refused(Code.INVALID, "This is you: change your password in the settings.")
            .at("people-error");
      }
      if (!by.role().looksAfter(other.role())) {
        throw Problem.refused(Code.INVALID, "That is for the owner to do.").at("people-error");
      }
      Token token =
          rows.add(handle, LinkPurpose.RESET, other.role(), id, other.email(), by.account(), RESET);
      audit.write(handle, Actor.of(by), "made a password link for", other);
      return token;
    });
  }

  /// Makes a way to a new password for somebody who has asked for it, to be sent to their address.
  Token resetRequested(Account account, String address) {
    return database.write(handle -> {
      Token token =
          rows.add(
              handle,
              LinkPurpose.RESET,
              account.role(),
              account.id(),
              account.email(),
              null,
              MAILED_RESET);
      audit.write(handle, Actor.of(account, address), "asked for a password link", "");
      return token;
    });
  }

  /// The link that a token belongs to, while it is good.
  Optional<OneTimeLink> find(LinkPurpose kind, Token token) {
    return database.read(handle -> rows.find(handle, kind, token));
  }

  /// The invitations that nobody has used yet.
  List<OneTimeLink> invitations() {
    return database.read(handle ->
        handle
            .select(
                """
                select * from link where kind = 'invitation' and used_at is null and expires_at > ?
                order by created_at
                """,
                clock.millis())
            .mapTo(OneTimeLink.class)
            .list());
  }

  /// Takes an invitation back.
  void withdraw(CurrentUser by, String id) {
    database.write(handle -> {
      Optional<OneTimeLink> withdrawn =
          handle
              .select(
                  """
                  delete from link
                  where id = ? and kind = 'invitation' and used_at is null and (? or role = 'member')
                  returning *
                  """,
                  id,
                  by.role() == Role.OWNER)
              .mapTo(OneTimeLink.class)
              .findOne();
      return withdrawn
          .map(link ->
              audit.write(
                  handle,
                  Actor.of(by),
                  "withdrew the invitation of",
                  whom(link.email(), link.role())))
          .orElse(0);
    });
  }

  /// Uses an invitation: once.
  Account join(Token token, NewAccount who, String address) {
    String hash = accounts.passwords().hash(who.password());
    return database.write(handle -> join(handle, token, who.name(), who.email(), hash, address));
  }

  /// @param hash of their password, or null for those who sign in elsewhere
  Account join(
      Handle handle,
      Token token,
      String name,
      @Nullable String email,
      @Nullable String hash,
      String address) {
    OneTimeLink link =
        rows.find(handle, LinkPurpose.INVITATION, token).orElseThrow(OneTimeLinkRows::alreadyUsed);
    rows.use(handle, link);
    Account made = accounts.make(handle, name, email, hash, link.role());
    audit.write(handle, Actor.of(made, address), "joined", made.role().word());
    return made;
  }

  /// Uses a way to a new password: once. Whoever calls ends the sessions of the account.
  ///
  /// The providers that are joined with the account are let go. Whoever needs such a link does not
  /// know who has been in the account meanwhile, nor which provider's account is whose: a question
  /// would be answered by a guess, and what was let go is back with one click in the settings.
  /// Passkeys go on as the second factor, and sign in alone again when they were used as that.
  ///
  /// @param site the name of the host
  Account choosePassword(Token token, String password, String site, String address) {
    Account shown =
        find(LinkPurpose.RESET, token)
            .map(OneTimeLink::account)
            .flatMap(accounts::find)
            .orElseThrow(OneTimeLinkRows::alreadyUsed);
    String hash = accounts.checkedHash(password, shown, site);
    return database.write(handle -> {
      OneTimeLink link =
          rows.find(handle, LinkPurpose.RESET, token).orElseThrow(OneTimeLinkRows::alreadyUsed);
      rows.use(handle, link);
      AccountId id = link.account();
      Account account =
          Optional.ofNullable(id)
              .flatMap(one -> AccountRows.find(handle, one))
              .orElseThrow(OneTimeLinkRows::alreadyUsed);
      AccountRows.setPassword(handle, account.id(), hash);
      List<String> dropped = ExternalIdentities.removeAll(handle, account.id());
      Passkeys.distrust(handle, account.id());
      audit.write(
          handle,
          Actor.of(account, address),
          "chose a new password",
          dropped.isEmpty()
              ? ""
              : "and does not sign in any more by " + String.join(", ", dropped));
      return account;
    });
  }

  /// Forgets what is over.
  void purge() {
    database.append(
        handle -> handle.execute("delete from link where expires_at < ?", clock.millis()));
  }
}

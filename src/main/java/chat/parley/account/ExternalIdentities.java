package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import chat.parley.user.Token;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Who people are elsewhere: by what providers they sign in.
///
/// Somebody is known by what the provider calls them, and by nothing else: an e-mail address may be
/// given to another one day, and a provider may let people claim any.
final class ExternalIdentities {
  private final Database database;
  private final Accounts accounts;
  private final OneTimeLinks links;
  private final AuditLog audit;
  private final Clock clock;

  ExternalIdentities(
      Database database, Accounts accounts, OneTimeLinks links, AuditLog audit, Clock clock) {
    this.database = database;
    this.accounts = accounts;
    this.links = links;
    this.audit = audit;
    this.clock = clock;
  }

  /// Somebody at a provider.
  ///
  /// @param issuer the provider
  /// @param subject whom it means, for ever
  record Identity(String issuer, String subject) {}

  /// Somebody who has no account yet.
  ///
  /// @param name may be empty
  /// @param email in lower case, only where the provider has verified it, else null
  record Newcomer(Identity identity, String name, @Nullable String email) {
    Newcomer {
      email = email == null ? null : checkedEmail(email);
      name = shortened(name.isBlank() && email != null ? email.split("@", 2)[0] : name);
    }

    /// What a provider says is not corrected by the one who comes: what cannot be used is left out.
    private static @Nullable String checkedEmail(String email) {
      try {
        return AccountFields.checkedEmail(email.toLowerCase(Locale.ROOT));
      } catch (Problem problem) {
        return null;
      }
    }

    private static String shortened(String name) {
      // Some providers give an address for a name: it is not one here, and nobody has shown that
      // it is theirs.
      String plain = DisplayNames.plain(name);
      plain =
          DisplayNames.looksLikeAnAddress(plain)
              ? DisplayNames.plain(
                  java.text.Normalizer.normalize(plain, java.text.Normalizer.Form.NFKC)
                      .replace("@", " at "))
              : plain;
      if (plain.isEmpty()) {
        return "Somebody";
      }
      return AccountFields.checkedName(
          plain.substring(
              0,
              plain.offsetByCodePoints(0, Math.min(50, plain.codePointCount(0, plain.length())))));
    }
  }

  /// Whose an identity is.
  Optional<Account> find(Identity identity) {
    return database.read(handle -> find(handle, identity));
  }

  private static Optional<Account> find(Handle handle, Identity identity) {
    return handle
        .createQuery(
            "select "
                + AccountRows.COLUMNS
                + """
                 from identity i join account a on a.id = i.account_id
                where i.issuer = :issuer and i.subject = :subject
                """)
        .bind("issuer", identity.issuer())
        .bind("subject", identity.subject())
        .mapTo(Account.class)
        .findOne();
  }

  /// Those of one account, in the order in which they came.
  List<Identity> of(AccountId account) {
    return database.read(handle -> of(handle, account));
  }

  private static List<Identity> of(Handle handle, AccountId account) {
    return handle
        .select(
            """
            select issuer, subject from identity where account_id = ?
            order by created_at, issuer, subject
            """,
            account.value())
        .mapTo(Identity.class)
        .list();
  }

  /// Makes the owner's account.
  Account setUp(Newcomer owner, String address) {
    return begin(
        owner, handle -> accounts.setUp(handle, owner.name(), owner.email(), null, address));
  }

  /// Uses an invitation: once.
  Account join(Token invitation, Newcomer who, String address) {
    return begin(
        who, handle -> links.join(handle, invitation, who.name(), who.email(), null, address));
  }

  /// Makes an account for somebody whom the provider's domain lets in.
  Account signUp(Newcomer who, String address) {
    return begin(
        who,
        handle -> {
          Account made = accounts.make(handle, who.name(), who.email(), null, Role.MEMBER);
          audit.write(handle, Actor.of(made, address), "signed up", who.identity().issuer());
          return made;
        });
  }

  private interface AccountCreation {
    Account by(Handle handle);
  }

  /// Whoever comes twice at the same time is the same one.
  private Account begin(Newcomer who, AccountCreation making) {
    return database.write(handle ->
        find(handle, who.identity())
            .orElseGet(() -> {
              Account made = making.by(handle);
              add(handle, made.id(), who.identity());
              return made;
            }));
  }

  /// Lets somebody sign in by this too.
  ///
  /// @throws Problem when it is another account's
  void link(CurrentUser by, Identity identity) {
    database.write(handle -> {
      Optional<Account> whose = find(handle, identity);
      if (whose.filter(known -> known.id().equals(by.id())).isPresent()) {
        return 0;
      }
      add(handle, by.id(), identity);
      return audit.write(handle, Actor.of(by), "began to sign in by", identity.issuer());
    });
  }

  /// Lets somebody sign in by this no more.
  ///
  /// @throws Problem when they could not come in any more
  void unlink(CurrentUser by, Identity identity) {
    database.write(handle -> {
      List<Identity> all = of(handle, by.id());
      if (!all.contains(identity)) {
        return 0;
      }
      if (all.size() == 1 && AccountRows.password(handle, by.id()) == null) {
        throw Problem.invalid(
                "This is the only way in that you have. Ask for a link to choose a password first.")
            .at("identities-error");
      }
      handle.execute(
          """
          delete from identity
          where issuer = ? and subject = ? and account_id = ?
          """,
          identity.issuer(),
          identity.subject(),
          by.id().value());
      return audit.write(handle, Actor.of(by), "stopped to sign in by", identity.issuer());
    });
  }

  /// Lets nobody sign in any more by what an account is joined with.
  ///
  /// @return the issuers
  static List<String> removeAll(Handle handle, AccountId account) {
    return handle
        .select("delete from identity where account_id = ? returning issuer", account.value())
        .mapTo(String.class)
        .list()
        .stream()
        .sorted()
        .toList();
  }

  private void add(Handle handle, AccountId account, Identity identity) {
    int added =
        handle
            .createUpdate(
                """
                insert into identity (issuer, subject, account_id, created_at)
                values (:issuer, :subject, :account, :now) on conflict (issuer, subject) do nothing
                """)
            .bind("issuer", identity.issuer())
            .bind("subject", identity.subject())
            .bind("account", account)
            .bind("now", clock.millis())
            .execute();
    if (added == 0) {
      throw Problem.invalid("Somebody else signs in here with that already.")
          .at("identities-error");
    }
  }
}

package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.reflect.ColumnName;
import org.jspecify.annotations.Nullable;

/// The passkeys of people: each belongs to one account, and to the name of the site at which it was
/// made.
public final class Passkeys {
  /// For one account.
  private static final int MOST = 20;

  private static final int LONGEST_NAME = 60;

  private final Database database;
  private final AuditLog audit;
  private final Supplier<String> ids;
  private final Clock clock;

  public Passkeys(Database database, AuditLog audit, Supplier<String> ids, Clock clock) {
    this.database = database;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  /// What a device has made.
  ///
  /// @param credential its id, in base64url
  /// @param site the relying party
  /// @param publicKey in COSE
  public record NewPasskey(
      String credential,
      String site,
      byte[] publicKey,
      long signCount,
      String transports,
      boolean portable,
      boolean copied) {
    public NewPasskey {
      publicKey = publicKey.clone();
    }

    @Override
    public byte[] publicKey() {
      return publicKey.clone();
    }
  }

  /// @param id names it in lists
  /// @param usedAt null = never
  public record Passkey(
      String id,
      @ColumnName("account_id") AccountId account,
      String name,
      @Nested NewPasskey made,
      Instant createdAt,
      @Nullable Instant usedAt) {}

  /// By what devices know an account: random, so that it says nothing of it, and another one for
  /// each Parley on a computer.
  String handle(AccountId account) {
    return database.write(handle -> {
      handle.execute(
          "insert into passkey_handle (account_id, handle) values (?, ?) on conflict (account_id) do nothing",
          account.value(),
          Token.random().value());
      return handle
          .select("select handle from passkey_handle where account_id = ?", account.value())
          .mapTo(String.class)
          .one();
    });
  }

  /// Whether a device means this account, as far as it says.
  boolean isHandle(AccountId account, String given) {
    return given.isEmpty()
        || database.read(handle ->
            handle
                .select(
                    "select exists (select 1 from passkey_handle where account_id = ? and handle = ?)",
                    account.value(),
                    given)
                .mapTo(Boolean.class)
                .one());
  }

  void add(Handle handle, CurrentUser by, String name, NewPasskey made) {
    if (of(handle, by.id()).size() >= MOST) {
      throw Problem.invalid(
              String.format(
                  Locale.ENGLISH,
                  "You have %d passkeys, and there is room for no more. Remove one first.",
                  MOST))
          .at("passkey-error");
    }
    String checked = checkedName(name);
    int added =
        handle
            .createUpdate(
                """
                insert into passkey (id, credential, account_id, site, name, public_key, sign_count, transports,
                  portable, copied, created_at)
                values (:id, :credential, :account, :site, :name, :publicKey, :signCount, :transports,
                  cast(:portable as integer), cast(:copied as integer), :now)
                on conflict (credential) do nothing
                """)
            .bind("id", ids.get())
            .bindMethods(made)
            .bind("account", by.id())
            .bind("name", checked)
            .bind("now", clock.millis())
            .execute();
    if (added == 0) {
      throw Problem.invalid("This passkey is known here already.").at("passkey-error");
    }
    audit.write(handle, Actor.of(by), "added a second factor", "passkey: " + checked);
  }

  private static String checkedName(String name) {
    String plain = name.strip();
    if (plain.isEmpty()
        || plain.codePointCount(0, plain.length()) > LONGEST_NAME
        || plain.chars().anyMatch(Character::isISOControl)) {
      throw Problem.invalid(
              String.format(
                  Locale.ENGLISH, "A passkey's name has 1 to %d characters.", LONGEST_NAME))
          .at("passkey-error");
    }
    return plain;
  }

  List<Passkey> of(AccountId account) {
    return database.read(handle -> of(handle, account));
  }

  List<Passkey> of(Handle handle, AccountId account) {
    return handle
        .select(
            "select * from passkey where account_id = ? order by created_at, id", account.value())
        .mapTo(Passkey.class)
        .list();
  }

  /// Those that an account can be asked for at a site.
  List<Passkey> of(AccountId account, String site) {
    return of(account).stream().filter(one -> one.made().site().equals(site)).toList();
  }

  Optional<Passkey> find(String credential) {
    return database.read(handle ->
        handle
            .select("select * from passkey where credential = ?", credential)
            .mapTo(Passkey.class)
            .findOne());
  }

  void rename(CurrentUser by, String id, String name) {
    String checked = checkedName(name);
    database.write(handle ->
        handle.execute(
            "update passkey set name = ? where id = ? and account_id = ?",
            checked,
            id,
            by.id().value()));
  }

  /// @return whether it was there
  boolean remove(Handle handle, CurrentUser by, String id) {
    Optional<String> name =
        handle
            .select(
                "delete from passkey where id = ? and account_id = ? returning name",
                id,
                by.id().value())
            .mapTo(String.class)
            .findOne();
    name.ifPresent(
        gone -> audit.write(handle, Actor.of(by), "removed a second factor", "passkey: " + gone));
    return name.isPresent();
  }

  /// After a link to a new password nobody knows who has added them: none signs in alone.
  static void distrust(Handle handle, AccountId account) {
    handle.execute("update passkey set alone = 0 where account_id = ?", account.value());
  }

  /// It came beside the password, so it is theirs.
  void trust(Passkey passkey) {
    database.write(
        handle -> handle.execute("update passkey set alone = 1 where id = ?", passkey.id()));
  }

  /// Whether it is enough to sign in.
  boolean isEnough(Passkey passkey) {
    return database.read(handle ->
        handle
            .select(
                "select exists (select 1 from passkey where id = ? and alone = 1)", passkey.id())
            .mapTo(Boolean.class)
            .one());
  }

  void forget(Handle handle, AccountId account) {
    handle.execute("delete from passkey where account_id = ?", account.value());
  }

  /// It has signed: its count goes up, where it counts at all. Of two that come with the same count
  /// one is a copy.
  ///
  /// @return whether it counts
  boolean use(Passkey passkey, long signCount, boolean copied) {
    return database.write(handle ->
        handle
                .createUpdate(
                    """
                    update passkey set sign_count = :count, copied = cast(:copied as integer), used_at = :now
                    where id = :id and (sign_count < :count or (sign_count = 0 and :count = 0))
                    """)
                .bind("count", signCount)
                .bind("copied", copied)
                .bind("now", clock.millis())
                .bind("id", passkey.id())
                .execute()
            == 1);
  }

  /// It came with a count that it was past already.
  void suspect(Passkey passkey, Account whose, String address) {
    audit.write(
        Actor.of(whose, address), "was refused with a passkey that may be a copy", passkey.name());
  }
}

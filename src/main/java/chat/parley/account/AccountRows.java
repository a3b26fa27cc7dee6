package chat.parley.account;

import chat.parley.user.Account;
import chat.parley.user.AccountId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The rows of accounts, for what else is done in the same transaction.
public final class AccountRows {
  static final String COLUMNS =
      "a.id, a.name, a.email, a.role, a.password is not null as has_password, a.disabled_at is not null as disabled, a.created_at, a.seen_at";

  private AccountRows() {}

  static void setPassword(Handle handle, AccountId id, String hash) {
    handle.execute("update account set password = ? where id = ?", hash, id.value());
    // Other links, which somebody else may have or have made, lead nowhere from now on.
    handle
        .createUpdate(
            """
            delete from link
            where used_at is null and (created_by = :id or (kind = 'reset' and account_id = :id))
            """)
        .bind("id", id.value())
        .execute();
    handle.execute(
        "delete from code_app where account_id = ? and confirmed_at is null", id.value());
    handle.execute("delete from known_device where account_id = ?", id.value());
  }

  static Optional<Account> byEmail(Handle handle, String email) {
    return handle
        .createQuery("select " + COLUMNS + " from account a where a.email = :email")
        .bind("email", email)
        .mapTo(Account.class)
        .findOne();
  }

  static @Nullable String password(Handle handle, AccountId id) {
    return handle
        .select("select password from account where id = ?", id.value())
        .mapTo(String.class)
        .findOne()
        .orElse(null);
  }

  public static Optional<Account> find(Handle handle, AccountId id) {
    return handle
        .createQuery("select " + COLUMNS + " from account a where a.id = :id")
        .bind("id", id.value())
        .mapTo(Account.class)
        .findOne();
  }

  static Account one(Handle handle, AccountId id) {
    return find(handle, id).orElseThrow();
  }

  static boolean isSetUp(Handle handle) {
    return handle
        .select(
            """
            select exists (
              select 1 from account a where a.role = 'owner'
                and (a.password is not null
                  or exists (select 1 from identity i where i.account_id = a.id)))
            """)
        .mapTo(Boolean.class)
        .one();
  }

  static List<Account> all(Handle handle) {
    return handle
        .createQuery("select " + COLUMNS + " from account a order by a.created_at, a.id")
        .mapTo(Account.class)
        .list();
  }
}

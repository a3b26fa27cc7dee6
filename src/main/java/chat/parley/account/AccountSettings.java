package chat.parley.account;

import chat.parley.database.Database;
import chat.parley.user.AccountId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/// What accounts chose, by name.
public final class AccountSettings {
  private final Database database;

  public AccountSettings(Database database) {
    this.database = database;
  }

  /// The first of some settings that is there.
  public Optional<String> find(AccountId account, String... names) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select value from setting where account_id = :account and name in (<names>)
                order by case name when :first then 0 else 1 end limit 1
                """)
            .bind("account", account)
            .bindList("names", List.of(names))
            .bind("first", names[0])
            .mapTo(String.class)
            .findOne());
  }

  /// Everything that an account chose.
  public SortedMap<String, String> of(AccountId account) {
    return database.read(handle ->
        handle
            .select("select name, value from setting where account_id = ?", account)
            .setMapKeyColumn("name")
            .setMapValueColumn("value")
            .collectInto(new GenericType<TreeMap<String, String>>() {}));
  }

  /// Keeps one. An empty value is none.
  public int set(Handle handle, AccountId account, String name, String value) {
    return value.isEmpty()
        ? handle.execute("delete from setting where account_id = ? and name = ?", account, name)
        : handle.execute(
            """
            insert into setting (account_id, name, value) values (?, ?, ?)
            on conflict (account_id, name) do update set value = excluded.value
            """,
            account,
            name,
            value);
  }

  /// Forgets everything that an account chose.
  public void forget(AccountId account) {
    database.write(handle -> handle.execute("delete from setting where account_id = ?", account));
  }
}

package chat.parley.settings;

import chat.parley.account.AccountId;
import chat.parley.database.Database;
import java.util.Optional;

/// What accounts chose, kept in the database.
public final class Settings {
  private static final String MODEL = "model";

  private final Database database;

  public Settings(Database database) {
    this.database = database;
  }

  /// A model that was chosen.
  public record Chosen(String provider, String name) {}

  /// The model that an account chose last.
  public Optional<Chosen> model(AccountId account) {
    return find(account, MODEL)
        .map(value -> value.split("/", 2))
        .filter(parts -> parts.length == 2)
        .map(parts -> new Chosen(parts[0], parts[1]));
  }

  public void choose(AccountId account, Chosen model) {
    set(account, MODEL, model.provider() + "/" + model.name());
  }

  private Optional<String> find(AccountId account, String name) {
    return database.read(handle ->
        handle
            .createQuery("select value from setting where account_id = :account and name = :name")
            .bind("account", account.value())
            .bind("name", name)
            .mapTo(String.class)
            .findOne());
  }

  private void set(AccountId account, String name, String value) {
    database.append(handle ->
        handle
            .createUpdate(
                """
                insert into setting (account_id, name, value) values (:account, :name, :value)
                on conflict (account_id, name) do update set value = excluded.value
                """)
            .bind("account", account.value())
            .bind("name", name)
            .bind("value", value)
            .execute());
  }
}

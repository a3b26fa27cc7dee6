package chat.parley.settings;

import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.user.AccountId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/// What accounts chose, kept in the database.
public final class Settings {
  /// The longest system prompt, in characters (Unicode code points).
  public static final int LONGEST_SYSTEM_PROMPT = 4_000;

  private static final String MODEL = "model";
  private static final String DEFAULT_MODEL = "default-model";
  private static final String SYSTEM_PROMPT = "system-prompt";

  private final Database database;

  public Settings(Database database) {
    this.database = database;
  }

  /// A model that was chosen.
  public record Chosen(String provider, String name) {}

  /// The model that an account's new chats begin with: its default, else the one chosen last.
  public Optional<Chosen> model(AccountId account) {
    return find(account, List.of(DEFAULT_MODEL, MODEL)).flatMap(Settings::chosen);
  }

  /// Remembers the model that was chosen last.
  public void choose(AccountId account, Chosen model) {
    database.append(handle -> set(handle, account, MODEL, value(model)));
  }

  /// The model that an account named as its default; none: the one chosen last.
  public Optional<Chosen> defaultModel(AccountId account) {
    return find(account, List.of(DEFAULT_MODEL)).flatMap(Settings::chosen);
  }

  /// What stands in front of every chat of an account, unseen; empty where there is nothing.
  public String systemPrompt(AccountId account) {
    return find(account, List.of(SYSTEM_PROMPT)).orElse("");
  }

  /// Keeps how an account's chats begin.
  ///
  /// @throws Problem when the system prompt is too long
  public void prefer(AccountId account, Optional<Chosen> defaultModel, String systemPrompt) {
    int length = systemPrompt.codePointCount(0, systemPrompt.length());
    if (length > LONGEST_SYSTEM_PROMPT) {
      throw Problem.invalid(
              String.format(
                  Locale.ENGLISH,
                  "This has %,d characters; a system prompt has %,d at most. Shorten it.",
                  length,
                  LONGEST_SYSTEM_PROMPT))
          .at("system-prompt-error");
    }
    database.write(handle -> {
      set(handle, account, DEFAULT_MODEL, defaultModel.map(Settings::value).orElse(""));
      return set(handle, account, SYSTEM_PROMPT, systemPrompt);
    });
  }

  /// Everything that an account chose, by name.
  public SortedMap<String, String> of(AccountId account) {
    return database.read(handle ->
        handle
            .select("select name, value from setting where account_id = ?", account.value())
            .setMapKeyColumn("name")
            .setMapValueColumn("value")
            .collectInto(new GenericType<TreeMap<String, String>>() {}));
  }

  /// Forgets everything that an account chose.
  public void forget(AccountId account) {
    database.write(
        handle -> handle.execute("delete from setting where account_id = ?", account.value()));
  }

  private static Optional<Chosen> chosen(String value) {
    String[] parts = value.split("/", 2);
    return parts.length == 2 ? Optional.of(new Chosen(parts[0], parts[1])) : Optional.empty();
  }

  private static String value(Chosen model) {
    return model.provider() + "/" + model.name();
  }

  /// The first of some settings that is there.
  private Optional<String> find(AccountId account, List<String> names) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select value from setting where account_id = :account and name in (<names>)
                order by case name when :first then 0 else 1 end limit 1
                """)
            .bind("account", account.value())
            .bindList("names", names)
            .bind("first", names.getFirst())
            .mapTo(String.class)
            .findOne());
  }

  private static int clear(Handle handle, AccountId account, String name) {
    return handle.execute(
        "delete from setting where account_id = ? and name = ?", account.value(), name);
  }

  /// An empty value is none.
  private static int set(Handle handle, AccountId account, String name, String value) {
    if (value.isEmpty()) {
      return clear(handle, account, name);
    }
    return handle.execute(
        """
        insert into setting (account_id, name, value) values (?, ?, ?)
        on conflict (account_id, name) do update set value = excluded.value
        """,
        account.value(),
        name,
        value);
  }
}

package chat.parley.model;

import chat.parley.account.AccountSettings;
import chat.parley.database.Database;
import chat.parley.user.AccountId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The models that accounts chose for what they begin next.
public final class ChosenModels {
  private static final String LAST = "model";
  private static final String DEFAULT = "default-model";

  private final Database database;
  private final AccountSettings settings;

  ChosenModels(Database database, AccountSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /// The model that an account's new chats begin with: its default, else the one chosen last.
  Optional<ModelRef> of(AccountId account) {
    return settings.find(account, DEFAULT, LAST).flatMap(ModelRef::parse);
  }

  /// Remembers the model that was chosen last.
  void choose(AccountId account, ModelRef model) {
    database.append(handle -> settings.set(handle, account, LAST, model.toString()));
  }

  /// The model that an account named as its default; none: the one chosen last.
  public Optional<ModelRef> defaultModel(AccountId account) {
    return settings.find(account, DEFAULT).flatMap(ModelRef::parse);
  }

  public int setDefault(Handle handle, AccountId account, Optional<ModelRef> model) {
    return settings.set(handle, account, DEFAULT, model.map(ModelRef::toString).orElse(""));
  }
}

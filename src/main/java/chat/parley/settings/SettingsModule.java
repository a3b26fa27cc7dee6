package chat.parley.settings;

import chat.parley.account.AccountModule;
import chat.parley.account.AccountSettings;
import chat.parley.database.Database;
import chat.parley.model.ModelModule;
import chat.parley.page.DateFormats;
import chat.parley.page.Layout;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.util.function.UnaryOperator;

/// The parts of this room.
public final class SettingsModule {
  private final AccountModule accounts;
  private final ModelModule models;
  private final AccountSettings settings;
  private final Preferences preferences;
  private final DateFormats dates;

  public SettingsModule(
      Database database, AccountModule accounts, ModelModule models, Clock clock) {
    this.accounts = accounts;
    this.models = models;
    this.settings = new AccountSettings(database);
    this.preferences = new Preferences(database, settings, models.chosen());
    this.dates = new DateFormats(clock);
  }

  /// What stands in front of every chat of an account, unseen; empty where there is nothing.
  public String systemPrompt(AccountId account) {
    return preferences.systemPrompt(account);
  }

  public AccountSettings settings() {
    return settings;
  }

  /// The page of one's own settings.
  ///
  /// @param normalised a text as all texts here are: its ends of lines, and what is no character
  public SettingsController controller(Layout layout, UnaryOperator<String> normalised) {
    return new SettingsController(
        accounts::own, new ChatPreferences(preferences, models.menu(), normalised), layout, dates);
  }
}

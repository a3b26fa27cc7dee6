package chat.parley.settings;

import chat.parley.account.AccountSettings;
import chat.parley.database.Database;
import chat.parley.model.ChosenModels;
import chat.parley.model.ModelRef;
import chat.parley.problem.Problem;
import chat.parley.user.AccountId;
import java.util.Locale;
import java.util.Optional;

/// How accounts want their chats to begin.
final class Preferences {
  /// The longest system prompt, in characters (Unicode code points).
  static final int LONGEST_SYSTEM_PROMPT = 4_000;

  private static final String SYSTEM_PROMPT = "system-prompt";

  private final Database database;
  private final AccountSettings settings;
  private final ChosenModels models;

  Preferences(Database database, AccountSettings settings, ChosenModels models) {
    this.database = database;
    this.settings = settings;
    this.models = models;
  }

  /// The model that an account named as its default; none: the one chosen last.
  Optional<ModelRef> defaultModel(AccountId account) {
    return models.defaultModel(account);
  }

  /// What stands in front of every chat of an account, unseen; empty where there is nothing.
  String systemPrompt(AccountId account) {
    return settings.find(account, SYSTEM_PROMPT).orElse("");
  }

  /// Keeps how an account's chats begin.
  ///
  /// @throws Problem when the system prompt is too long
  void prefer(AccountId account, Optional<ModelRef> defaultModel, String systemPrompt) {
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
      models.setDefault(handle, account, defaultModel);
      return settings.set(handle, account, SYSTEM_PROMPT, systemPrompt);
    });
  }
}

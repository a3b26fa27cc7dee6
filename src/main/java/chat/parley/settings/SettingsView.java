package chat.parley.settings;

import chat.parley.account.OwnAccount;
import chat.parley.model.ModelChoice;
import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import java.util.List;

/// The page of one's own settings.
public record SettingsView(OwnAccount own, Chats chats, FormMessage notice, DateFormats dates) {

  /// How chats begin.
  ///
  /// @param models the menu
  /// @param model the default, as the menu names it; empty for the one chosen last
  public record Chats(List<ModelChoice> models, String model, String systemPrompt) {
    public Chats {
      models = List.copyOf(models);
    }
  }
}

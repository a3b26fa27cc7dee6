package chat.parley.web;

import chat.parley.web.ComposerView.ModelChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of one's own settings.
///
/// @param leaves whether deleting everything takes the account too
public record SettingsView(Me me, Chats chats, boolean leaves, Notice notice) {

  /// How chats begin.
  ///
  /// @param models the menu
  /// @param model the default, as the menu names it; empty for the one chosen last
  public record Chats(List<ModelChoice> models, String model, String systemPrompt) {
    public Chats {
      models = List.copyOf(models);
    }
  }

  /// @param hasPassword whether they sign in with one
  /// @param places where they are signed in; none in local mode
  public record Me(String name, @Nullable String email, boolean hasPassword, List<Place> places) {
    public Me {
      places = List.copyOf(places);
    }
  }

  /// A session.
  ///
  /// @param used when it was last used, in words
  /// @param since the day on which it began
  /// @param here whether it is the one that looks
  public record Place(
      String id, String device, String address, String used, String since, boolean here) {}
}

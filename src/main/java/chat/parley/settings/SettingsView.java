package chat.parley.settings;

import chat.parley.model.ModelChoice;
import chat.parley.page.FormMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of one's own settings.
///
/// @param leaves whether deleting everything takes the account too
public record SettingsView(Me me, Chats chats, boolean leaves, FormMessage notice) {

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
  /// @param secondFactor whether they have one
  /// @param places where they are signed in; none in local mode
  /// @param ways by which they can sign in too
  public record Me(
      String name,
      @Nullable String email,
      boolean hasPassword,
      boolean secondFactor,
      List<Place> places,
      List<Way> ways) {
    public Me {
      places = List.copyOf(places);
      ways = List.copyOf(ways);
    }

    /// The providers that they sign in with.
    public List<String> joined() {
      return ways.stream().filter(way -> way.subject() != null).map(Way::title).toList();
    }
  }

  /// A provider to sign in with.
  ///
  /// @param name of the provider in addresses, or empty for one that is no more
  /// @param subject who they are there, or null where they do not sign in with it yet
  /// @param last whether it is the only way in, and stays
  public record Way(
      String title, String name, String issuer, @Nullable String subject, boolean last) {}

  /// A session.
  ///
  /// @param used when it was last used, in words
  /// @param since the day on which it began
  /// @param here whether it is the one that looks
  public record Place(
      String id, String device, String address, String used, String since, boolean here) {}
}

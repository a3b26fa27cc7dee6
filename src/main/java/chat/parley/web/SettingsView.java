package chat.parley.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of one's own settings.
public record SettingsView(Me me, Notice notice) {

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

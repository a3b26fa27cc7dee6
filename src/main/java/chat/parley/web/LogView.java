package chat.parley.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of who did what.
///
/// @param text what is looked for; empty = nothing
/// @param olderUrl where the next ones are, or null at the end
public record LogView(List<Entry> entries, String text, @Nullable String olderUrl) {
  public LogView {
    entries = List.copyOf(entries);
  }

  /// @param what the action and whom or what it was done to
  /// @param where the address of the network
  public record Entry(String at, String who, String what, String where) {}
}

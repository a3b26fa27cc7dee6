package chat.parley.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of who did what.
///
/// @param text what is looked for; empty = nothing
/// @param olderUrl where the next ones are, or null at the end
public record AuditView(List<AuditLine> entries, String text, @Nullable String olderUrl) {
  public AuditView {
    entries = List.copyOf(entries);
  }

  /// @param stranger whether who it was is only what they said
  /// @param what the action and whom or what it was done to
  /// @param where the address of the network
  /// @param by the id of the account that did it, or empty
  /// @param to the id of the account that it was done to, or empty
  public record AuditLine(
      String at, String who, boolean stranger, String what, String where, String by, String to) {}
}

package chat.parley.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The list of chats, newest first, grouped by day.
///
/// @param current the id of the chat that is open, or null
/// @param undo the chat that was deleted just now and can still be brought back, or null
/// @param olderUrl where the next older chats are, or null at the end
public record SidebarView(
    List<SidebarGroup> groups,
    @Nullable String current,
    @Nullable DeletionUndo undo,
    @Nullable String olderUrl) {
  public SidebarView {
    groups = List.copyOf(groups);
  }

  /// Chats of one day or span of days, like "Today", "Yesterday", "Last 7 days", "March 2026".
  public record SidebarGroup(String name, List<SidebarItem> items) {
    public SidebarGroup {
      items = List.copyOf(items);
    }
  }

  /// One chat.
  public record SidebarItem(String id, String title) {}

  /// A deletion that can be undone by `POST /chat/{id}/restoration`.
  public record DeletionUndo(String id, String title) {}
}

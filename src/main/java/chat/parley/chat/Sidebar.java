package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.page.SidebarView;
import chat.parley.page.SidebarView.SidebarGroup;
import chat.parley.page.SidebarView.SidebarItem;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The list of chats, newest first, by day.
public final class Sidebar {
  /// How many chats are listed at first, and each time that older ones are asked for.
  static final int PAGE = 50;

  private final Conversations conversations;
  private final Clock clock;

  /// @param clock its zone decides where a day begins
  public Sidebar(Conversations conversations, Clock clock) {
    this.conversations = conversations;
    this.clock = clock;
  }

  public SidebarView of(AccountId account, @Nullable ConversationId current) {
    return list(account, null, current, null);
  }

  /// With a way to bring back what was deleted just now.
  SidebarView afterDeletion(AccountId account, Conversation deleted) {
    return list(
        account, null, null, new SidebarView.DeletionUndo(deleted.id().value(), deleted.title()));
  }

  /// The chats after one in the list; none when that one is not there.
  Optional<SidebarView> after(AccountId account, ConversationId last) {
    return conversations
        .of(account)
        .find(last)
        .map(conversation -> list(account, conversation, null, null));
  }

  private SidebarView list(
      AccountId account,
      @Nullable Conversation after,
      @Nullable ConversationId current,
      SidebarView.@Nullable DeletionUndo undo) {
    List<Conversation> found = conversations.of(account).newest(after, PAGE + 1);
    boolean more = found.size() > PAGE;
    List<Conversation> page = more ? found.subList(0, PAGE) : found;
    Map<String, List<SidebarItem>> groups = new LinkedHashMap<>();
    for (Conversation conversation : page) {
      groups
          .computeIfAbsent(group(conversation), _ -> new ArrayList<>())
          .add(new SidebarItem(conversation.id().value(), conversation.title()));
    }
    return new SidebarView(
        groups.entrySet().stream().map(e -> new SidebarGroup(e.getKey(), e.getValue())).toList(),
        current == null ? null : current.value(),
        undo,
        more ? "/chats?after=" + page.getLast().id().value() : null);
  }

  private String group(Conversation conversation) {
    LocalDate today = LocalDate.now(clock);
    LocalDate day = conversation.updatedAt().atZone(clock.getZone()).toLocalDate();
    long days = ChronoUnit.DAYS.between(day, today);
    if (days <= 0) {
      return "Today";
    }
    if (days == 1) {
      return "Yesterday";
    }
    if (days <= 7) {
      return "Last 7 days";
    }
    if (days <= 30) {
      return "Last 30 days";
    }
    return day.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + day.getYear();
  }
}

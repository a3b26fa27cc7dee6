package chat.parley.chat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A chat page.
///
/// @param messages the newest messages of the branch, oldest first
/// @param earlierUrl where the messages before these are, or null when the chat begins here
/// @param latestUrl where the end of the chat is, when these messages are not at it, else null;
///   such a page does not follow the chat
/// @param position what this page holds, opaque: the stream goes on from here
/// @param growing number of the answer that is being written, for the page without script, or null
public record ChatView(
    String id,
    String title,
    List<MessageView> messages,
    @Nullable String earlierUrl,
    @Nullable String latestUrl,
    String position,
    @Nullable Integer growing,
    ComposerView composer) {
  /// A stream on which nothing happens says so this often; the page takes longer silence for a dead
  /// connection.
  public static final Duration HEARTBEAT = Duration.ofSeconds(15);

  public ChatView {
    messages = List.copyOf(messages);
  }
}

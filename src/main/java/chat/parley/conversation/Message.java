package chat.parley.conversation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message of a conversation.
///
/// @param number its number in its conversation, from 1 in the order in which they were made
/// @param parent the number of the message that it follows, or null at the root
/// @param text its Markdown; of an answer that is being written, what was there when it was last
///   taken up
/// @param reasoning what the model showed of its reasoning
/// @param revision the conversation's revision at the message's last change
public record Message(
    int number,
    @Nullable Integer parent,
    MessageRole role,
    String text,
    String reasoning,
    long revision,
    Instant createdAt) {}

package chat.parley.conversation;

import java.util.regex.Pattern;

/// Which conversation; a UUID of version 7, so that ids sort by the time they were made.
public record ConversationId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f-]{36}");

  /// What somebody named. What cannot be an id is not there.
  public static ConversationId named(String text) {
    if (!FORM.matcher(text).matches()) {
      throw OwnedConversations.notThere();
    }
    return new ConversationId(text);
  }
}

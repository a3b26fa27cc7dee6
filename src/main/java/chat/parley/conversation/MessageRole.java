package chat.parley.conversation;

import java.util.Locale;

/// Who said it.
public enum MessageRole {
  USER,
  ASSISTANT;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static MessageRole of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}

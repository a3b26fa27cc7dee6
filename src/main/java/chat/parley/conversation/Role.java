package chat.parley.conversation;

import java.util.Locale;

/// Who said it.
public enum Role {
  USER,
  ASSISTANT;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}

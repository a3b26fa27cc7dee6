package chat.parley.chat;

import chat.parley.conversation.ConversationId;

/// Addresses within the site.
final class Urls {
  private Urls() {}

  static String chat(ConversationId id) {
    return "/chat/" + id.value();
  }

  /// The chat on the branch through a message.
  static String branch(ConversationId id, int message) {
    return chat(id) + "?branch=" + message;
  }

  /// The messages before a message.
  static String before(ConversationId id, int message) {
    return chat(id) + "?before=" + message;
  }
}

package chat.parley.conversation;

/// Which conversation; a UUID of version 7, so that ids sort by the time they were made.
public record ConversationId(String value) {}

package chat.parley.provider;

/// Who speaks in a prompt.
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT
}

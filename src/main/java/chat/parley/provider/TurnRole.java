package chat.parley.provider;

/// Who speaks in a prompt.
public enum TurnRole {
  SYSTEM,
  USER,
  ASSISTANT
}

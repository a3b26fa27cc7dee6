package chat.parley.provider;

/// One message of a prompt.
public record Turn(TurnRole role, String text) {}

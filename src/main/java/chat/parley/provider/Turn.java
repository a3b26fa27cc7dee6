package chat.parley.provider;

/// One message of a prompt.
public record Turn(Role role, String text) {}

package chat.parley.model;

/// One line of the model menu.
///
/// @param value what a form sends
/// @param provider which one it is of; empty where that tells nobody anything
public record ModelChoice(String value, String label, String provider) {}

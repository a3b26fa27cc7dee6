package chat.parley.account.passkey;

/// What is to be said of what came.
public sealed interface Verdict {
  /// It is true.
  ///
  /// @param key the new one, or the known one with what has changed of it
  record Sound(PublicKey key) implements Verdict {}

  /// It is not.
  ///
  /// @param reason for the log
  /// @param copy whether the device has counted backwards, so that there may be two of it
  record Refused(String reason, boolean copy) implements Verdict {}
}

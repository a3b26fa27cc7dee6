package chat.parley.local;

/// Whose a connection is.
enum SocketOwner {
  /// That of the user who runs Parley.
  OURS,
  /// Another user's, or it cannot be known.
  ANOTHERS,
  /// The system did not say in time.
  UNANSWERED
}

package chat.parley.chat;

/// What has to follow a frame.
enum NextStep {
  /// Nothing: the reader has what the database said.
  NOTHING,

  /// Another look into the database.
  LOOK,

  /// The rest of the answer at the reader's position, and then another look.
  GROW
}

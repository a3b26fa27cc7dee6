package chat.parley.markdown;

/// A block that readers have in part: its finished lines, rows or items are appended inside it.
sealed interface OpenContainer permits OpenFence, OpenList, OpenTable {
  /// Where the part starts that is not in it yet.
  int next();

  /// That part, for show, in an element of class `rest` that continues the container above.
  String tail();
}

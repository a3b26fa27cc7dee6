package chat.parley.bench;

/// What came of measuring one thing.
sealed interface Figure {
  /// What is measured.
  String what();

  /// @param budget what it should be
  /// @param met whether it is within the budget
  record Measured(String what, String figure, String budget, boolean met) implements Figure {}

  /// Nothing depends on it: it stands beside those with a budget.
  ///
  /// @param why it has no budget
  record Shown(String what, String figure, String why) implements Figure {}

  /// There is none, and why.
  record None(String what, String reason, String budget) implements Figure {}
}

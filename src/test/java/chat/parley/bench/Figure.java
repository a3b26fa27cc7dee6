package chat.parley.bench;

/// What came of measuring one budget.
sealed interface Figure {
  /// What is measured.
  String what();

  /// What it should be.
  String budget();

  /// @param met whether it is within the budget
  record Measured(String what, String figure, String budget, boolean met) implements Figure {}

  /// There is none, and why.
  record None(String what, String reason, String budget) implements Figure {}
}

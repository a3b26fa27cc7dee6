package chat.parley.markdown;

/// What one parse may make of its text: so many characters of addresses by reference, so many cells
/// of tables, in so much time. Not thread-safe.
final class ParseBudget {
  /// The one of the parse that runs in this thread.
  static final ScopedValue<ParseBudget> HERE = ScopedValue.newInstance();

  /// What references may repeat of an answer's addresses and titles, where the text itself is
  /// shorter. As in cmark.
  static final int LEAST_EXPANSION = 100_000;

  /// A spec's label has no more.
  static final int LONGEST_LABEL = 999;

  /// Cells that may be there without being written, because a heading has more than its rows.
  private static final int EMPTY_CELLS = 1_000;

  private final int mostExpanded;
  private final int mostCells;
  private final long until;
  private int expanded;
  private int cells;

  /// @param length of the text
  /// @param until the end of the time for it, by [System#nanoTime]
  ParseBudget(int length, int mostExpanded, long until) {
    this.mostExpanded = mostExpanded;
    this.until = until;
    mostCells = EMPTY_CELLS + length;
  }

  /// The same text is parsed once more, from its beginning.
  void again() {
    expanded = 0;
    cells = 0;
  }

  /// Called now and then by who works.
  void checkTime() {
    if (System.nanoTime() - until > 0) {
      throw new TooSlow();
    }
  }

  /// Whether a reference may repeat so many characters; once not, the rest of them is text.
  boolean expand(int characters) {
    if (characters > mostExpanded - expanded) {
      return false;
    }
    expanded += characters;
    return true;
  }

  int expanded() {
    return expanded;
  }

  void cell() {
    if (++cells > mostCells) {
      throw new TooManyCells();
    }
  }

  /// A table is larger than its text by so much that it is none.
  static final class TooManyCells extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyCells() {
      super("too many cells", null, false, false);
    }
  }
}

package chat.parley.markdown;

/// The time for a text is over.
final class TooSlow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooSlow() {
    super("too slow", null, false, false);
  }
}

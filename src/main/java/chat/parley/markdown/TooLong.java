package chat.parley.markdown;

/// Something has become longer than it may.
final class TooLong extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooLong() {
    super("too long", null, false, false);
  }
}

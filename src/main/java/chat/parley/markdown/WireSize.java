package chat.parley.markdown;

/// What HTML takes on its way to a page: UTF-8, with `data: ` before each line.
final class WireSize {
  private static final int BEFORE_LINE = 6;

  private WireSize() {}

  /// Bytes of a part.
  static int size(CharSequence html, int start, int end) {
    int size = 0;
    for (int i = start; i < end; i++) {
      char c = html.charAt(i);
      if (c == '\n') {
        size += 1 + BEFORE_LINE;
      } else if (c < 0x80) {
        size++;
      } else {
        // Half of a surrogate pair is half of four bytes.
        size += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      }
    }
    return size;
  }
}

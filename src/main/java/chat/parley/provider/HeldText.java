package chat.parley.provider;

import chat.parley.provider.ReasoningTags.FoundTag;
import java.util.Optional;

/// Text that has come and is not passed on yet: what comes next decides what it is.
final class HeldText implements CharSequence {

  /// How much white space is held at most: an answer of spaces alone may not grow for ever.
  static final int MOST_SPACE = 1_000;

  /// How far it was looked through.
  ///
  /// @param upTo how much may be passed on
  /// @param closing the tag that stands there, if one was found
  record Scan(int upTo, Optional<FoundTag> closing) {}

  private final StringBuilder text = new StringBuilder();

  void append(String more) {
    text.append(more);
  }

  void drop(int length) {
    text.delete(0, length);
  }

  /// Takes the beginning of this length out of it.
  String take(int length) {
    String taken = text.substring(0, length);
    drop(length);
    return taken;
  }

  /// Where from there on the first character stands that is seen; its length where there is none.
  int firstVisible(int from) {
    int i = from;
    while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /// Where the white space before a place begins.
  int withoutSpaceBefore(int end) {
    int from = end;
    while (from > 0 && end - from < MOST_SPACE && Character.isWhitespace(text.charAt(from - 1))) {
      from--;
    }
    return from;
  }

  boolean hasLineEnd(int from, int to) {
    int i = from;
    while (i < to && text.charAt(i) != '\n') {
      i++;
    }
    return i < to;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

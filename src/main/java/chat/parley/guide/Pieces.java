package chat.parley.guide;

import java.util.ArrayList;
import java.util.List;

/// Cuts a text into pieces of a few words, as a model would send it.
final class Pieces {
  /// About three words.
  private static final int SHORTEST = 16;

  /// A long answer gets longer pieces rather than more: with the pace that ships, 2.4 s.
  private static final int MOST = 160;

  private Pieces() {}

  /// The pieces; together they are the text.
  static List<String> of(String text) {
    int size = Math.max(SHORTEST, (text.length() + MOST - 1) / MOST);
    var pieces = new ArrayList<String>();
    int start = 0;
    while (start < text.length()) {
      int end = Math.min(start + size, text.length());
      while (end < text.length() && !Character.isWhitespace(text.charAt(end - 1))) {
        end++;
      }
      pieces.add(text.substring(start, end));
      start = end;
    }
    return pieces;
  }
}

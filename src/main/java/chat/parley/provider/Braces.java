package chat.parley.provider;

/// How deep a text of JSON is nested so far, fed a character at a time: tells where a value ends
/// without reading it.
final class Braces {

  private int depth;
  private boolean inString;
  private boolean escaped;

  /// Whether a text is one object or array from its first brace to its last character, white space
  /// around it aside.
  static boolean isWhole(CharSequence text) {
    Braces braces = new Braces();
    boolean closed = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = Character.isWhitespace(c);
      if (!space && (closed || (braces.depth == 0 && c != '{' && c != '['))) {
        return false;
      }
      closed |= braces.take(c);
    }
    return closed;
  }

  /// @return whether this character closed the outermost brace
  boolean take(char c) {
    if (inString) {
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '"') {
        inString = false;
      }
      return false;
    }
    switch (c) {
      case '"' -> inString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> {
        depth = Math.max(0, depth - 1);
        return depth == 0;
      }
      default -> {}
    }
    return false;
  }

  boolean isInString() {
    return inString;
  }
}

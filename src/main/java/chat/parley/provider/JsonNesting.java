package chat.parley.provider;

/// How deep a text of JSON is nested so far, fed a character at a time: tells where a value ends
/// without reading it.
final class JsonNesting {

  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean closed;
  private boolean torn;

  /// Whether a text is one object or array from its first brace to its last character, white space
  /// around it aside.
  static boolean isWhole(CharSequence text) {
    JsonNesting braces = new JsonNesting();
    braces.takeAll(text);
    return braces.isWhole();
  }

  /// Whether all that was taken by [#takeAll] is one object or array, as [#isWhole(CharSequence)].
  boolean isWhole() {
    return closed && !torn;
  }

  void takeAll(CharSequence text) {
    for (int i = 0; i < text.length() && !torn; i++) {
      char c = text.charAt(i);
      boolean space = Character.isWhitespace(c);
      torn = !space && (closed || (depth == 0 && c != '{' && c != '['));
      closed |= take(c);
    }
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

package chat.parley.provider;

/// A sign in a model's text, like `<think>`, in lower case; text is compared in any case.
///
/// Two characters stand for what may differ: [#SPACE] for white space, [#MORE] for white space and
/// what follows it, like attributes. Both are bounded, so that a sign is decided soon.
record TagPattern(String sign) {

  static final char SPACE = '\u0001';
  static final char MORE = '\u0002';

  /// How long either may be, in characters.
  private static final int MOST_BETWEEN = 100;

  /// Not this sign, and nothing that comes will make it so.
  static final int NO = -1;

  /// The text ends before it is decided.
  static final int PERHAPS = 0;

  /// @return its length in the text from there on, or [#NO] or [#PERHAPS]
  int at(CharSequence text, int from) {
    int i = from;
    for (int s = 0; s < sign.length(); s++) {
      char wanted = sign.charAt(s);
      boolean between = wanted == SPACE || wanted == MORE;
      if (between) {
        i = behind(text, i, wanted == MORE);
      }
      if (i == text.length()) {
        return PERHAPS;
      }
      if (!between && Character.toLowerCase(text.charAt(i++)) != wanted) {
        return NO;
      }
    }
    return i - from;
  }

  private static int behind(CharSequence text, int from, boolean more) {
    int i = from;
    while (i < text.length()
        && i - from < MOST_BETWEEN
        && (Character.isWhitespace(text.charAt(i))
            || (more && i > from && text.charAt(i) != '<' && text.charAt(i) != '>'))) {
      i++;
    }
    return i;
  }
}

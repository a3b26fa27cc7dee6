package chat.parley.markdown;

/// Brings text that arrives in chunks to the form that is stored, whatever the chunks' boundaries:
/// line ends are LF, NUL is U+FFFD, and no surrogate stands alone.
///
/// What a chunk leaves undecided (a CR that an LF may follow, half of a surrogate pair) is held
/// back until the next chunk or the end. Not thread-safe.
public final class SourceNormaliser {
  private static final char REPLACEMENT = '\uFFFD';
  private static final char NOTHING = '\0';

  /// A CR whose line end is already out, or a high surrogate that waits for its other half.
  private char pending = NOTHING;

  /// A whole text in the form in which text is stored, so that offsets into it mean the same
  /// everywhere.
  public static String normalise(String text) {
    SourceNormaliser normaliser = new SourceNormaliser();
    return normaliser.accept(text) + normaliser.end();
  }

  public String accept(String chunk) {
    StringBuilder out = new StringBuilder(chunk.length() + 1);
    for (int i = 0; i < chunk.length(); i++) {
      accept(chunk.charAt(i), out);
    }
    return out.toString();
  }

  /// What was held back; nothing may be accepted after it.
  public String end() {
    boolean halfPair = Character.isHighSurrogate(pending);
    pending = NOTHING;
    return halfPair ? String.valueOf(REPLACEMENT) : "";
  }

  private void accept(char c, StringBuilder out) {
    char before = pending;
    pending = NOTHING;
    if (Character.isHighSurrogate(before)) {
      if (Character.isLowSurrogate(c)) {
        out.append(before).append(c);
        return;
      }
      out.append(REPLACEMENT);
    }
    if (c == '\n' && before == '\r') {
      return;
    }
    if (c == '\r') {
      out.append('\n');
      pending = c;
    } else if (Character.isHighSurrogate(c)) {
      pending = c;
    } else {
      out.append(c == '\0' || Character.isLowSurrogate(c) ? REPLACEMENT : c);
    }
  }
}

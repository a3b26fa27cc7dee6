package chat.parley.account.oidc;

import org.jspecify.annotations.Nullable;

/// Words of others, fit for one line of a log.
final class LogText {
  /// Characters.
  private static final int LONGEST = 300;

  private LogText() {}

  /// @param secret what must not stand in it, or null
  static String of(@Nullable String text, @Nullable String secret) {
    if (text == null) {
      return "";
    }
    // What is cut off is not looked at: the text may be as long as it likes.
    String some = text.length() > LONGEST * 2 ? text.substring(0, LONGEST * 2) : text;
    StringBuilder line = new StringBuilder();
    (secret == null || secret.isBlank() ? some : some.replace(secret, "…"))
        .codePoints()
        .limit(LONGEST)
        .map(each -> each == '"' ? '\'' : isPlain(each) ? each : ' ')
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }

  /// Not what ends a line, hides, or turns the direction of what follows.
  static boolean isPlain(int each) {
    return switch (Character.getType(each)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}

package chat.parley.provider;

import org.jspecify.annotations.Nullable;

/// Makes what a server said fit to be stored and shown: short, one paragraph, without secrets. One
/// pass each, since a server may say anything.
final class ErrorText {

  static final int MAX_LENGTH = 2_000;

  /// How much is looked through for the words within the markup of a page.
  private static final int MAX_READ = 64 * 1024;

  private static final String MASK = "•••";

  /// What keys begin with, and what they are announced by.
  private static final String[] KEY_STARTS = {"sk-", "AIza", "bearer"};

  private static final int SHORTEST_KEY = 6;

  /// A shorter secret would be found in ordinary words.
  private static final int SHORTEST_MASKED = 4;

  private final @Nullable String key;

  ErrorText(@Nullable String key) {
    this.key = key;
  }

  String of(String said) {
    String text = said;
    if (key != null && key.length() >= SHORTEST_MASKED) {
      text = text.replace(key, MASK);
    }
    text = text.length() > MAX_READ ? text.substring(0, MAX_READ) : text;
    text = oneParagraph(HtmlText.words(withoutKeys(text)));
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
  }

  /// Masks what looks like anybody's key.
  private static String withoutKeys(String text) {
    StringBuilder masked = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int start = keyStart(text, at);
      int end = start < 0 ? start : keyEnd(text, start);
      if (end - start >= SHORTEST_KEY) {
        masked.append(text, at, start).append(MASK);
        at = end;
      } else {
        masked.append(text.charAt(at++));
      }
    }
    return masked.toString();
  }

  /// Where the secret part begins, if a word begins here that announces one; else -1.
  private static int keyStart(String text, int at) {
    if (at > 0 && isWord(text.charAt(at - 1))) {
      return -1;
    }
    for (String start : KEY_STARTS) {
      if (text.regionMatches(true, at, start, 0, start.length())) {
        int after = at + start.length();
        if (!start.equals("bearer")) {
          return after;
        }
        int secret = after;
        while (secret < text.length() && Character.isWhitespace(text.charAt(secret))) {
          secret++;
        }
        return secret > after ? secret : -1;
      }
    }
    return -1;
  }

  private static int keyEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isOfKeys(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isOfKeys(char c) {
    return isWord(c) || "*.~+/=-".indexOf(c) >= 0;
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private static String oneParagraph(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_LENGTH + 2));
    for (int i = 0; i < text.length() && line.length() <= MAX_LENGTH + 1; i++) {
      char c = text.charAt(i);
      boolean isBlank = Character.isWhitespace(c) || Character.isISOControl(c);
      if (!isBlank) {
        line.append(c);
      } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
        line.append(' ');
      }
    }
    return line.toString().strip();
  }
}

package chat.parley.provider;

import java.util.Locale;

/// What people paste for an address, without what comes along with it: quotes, brackets, a link of
/// Markdown, signs that nobody sees.
final class PastedAddress {
  /// Longer than any address of a server.
  private static final int LONGEST = 2_000;

  /// In pairs, as they stand around an address.
  private static final String AROUND = "\"\"''``<>()[]{}“”„“‘’«»‹›";

  private PastedAddress() {}

  /// @throws IllegalArgumentException with a sentence where the scheme is nearly one
  static String clean(String written) {
    if (written.length() > LONGEST) {
      throw new IllegalArgumentException("An address of a server is shorter than that");
    }
    String text = bare(withoutUnseen(written));
    checkScheme(text);
    return text;
  }

  private static String withoutUnseen(String written) {
    StringBuilder text = new StringBuilder();
    written
        .codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT && c != 0xFEFF && c != 0x00AD)
        .map(c -> Character.isSpaceChar(c) ? ' ' : c)
        .forEach(text::appendCodePoint);
    return text.toString().strip();
  }

  private static String bare(String written) {
    String text = written;
    for (String before = ""; !before.equals(text); ) {
      before = text;
      text = linked(text);
      int last = text.length() - 1;
      int pair = last < 1 ? -1 : AROUND.indexOf(text.charAt(0));
      boolean isNumber = text.startsWith("[") && text.indexOf(':') > 0 && !text.contains("//");
      if (pair >= 0 && pair % 2 == 0 && text.charAt(last) == AROUND.charAt(pair + 1) && !isNumber) {
        text = text.substring(1, last).strip();
      }
      while (!text.isEmpty() && ",;".indexOf(text.charAt(text.length() - 1)) >= 0) {
        text = text.substring(0, text.length() - 1).strip();
      }
    }
    return text;
  }

  /// The target of `[words](target)`.
  private static String linked(String text) {
    int middle = text.indexOf("](");
    return text.startsWith("[") && text.endsWith(")") && middle > 0
        ? text.substring(middle + 2, text.length() - 1).strip()
        : text;
  }

  /// What begins like `http://` and is not quite it would be taken for the name of a host.
  private static void checkScheme(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("http")) {
      return;
    }
    String rest = lower.substring(lower.startsWith("https") ? 5 : 4);
    boolean whole =
        rest.startsWith("://")
            && !rest.startsWith(":///")
            && !rest.startsWith("://\\")
            && !rest.startsWith("://http:")
            && !rest.startsWith("://https:");
    boolean isName =
        rest.isEmpty() || Character.isLetterOrDigit(rest.charAt(0)) || rest.charAt(0) == '-';
    boolean isDomain = rest.startsWith(".") && !rest.contains("//");
    if (!whole && !isName && !isDomain) {
      throw new IllegalArgumentException(
          "An address of a server begins with http:// or https://, with a colon and two slashes");
    }
  }
}

package chat.parley.provider;

/// The words of a web page that came in place of an answer. One pass, whatever the page says.
final class HtmlText {
  /// What stands between these tags is not for people.
  private static final String[] UNSEEN = {"script", "style", "head"};

  /// A longer "tag" is text with a `<` in it.
  private static final int LONGEST_TAG = 500;

  private final String page;
  private final StringBuilder words;

  /// From where on there is no more end of such an element: looked for once, not for each start.
  private final boolean[] endless = new boolean[UNSEEN.length];

  private HtmlText(String page) {
    this.page = page;
    words = new StringBuilder(page.length());
  }

  /// The text without tags, a blank in the place of each.
  static String words(String page) {
    HtmlText read = new HtmlText(page);
    int at = 0;
    for (int tag = page.indexOf('<'); tag >= 0; tag = page.indexOf('<', at)) {
      read.words.append(page, at, tag);
      at = read.after(tag);
      read.words.append(at > tag + 1 ? ' ' : '<');
    }
    return read.words.append(page, at, page.length()).toString();
  }

  /// Where the text goes on after what starts here; the next character where it is no tag.
  private int after(int start) {
    for (int i = 0; i < UNSEEN.length; i++) {
      int end = isNamed(start + 1, UNSEEN[i]) && !endless[i] ? end(i, start) : -1;
      if (end >= 0) {
        return end;
      }
    }
    int last = Math.min(page.length(), start + LONGEST_TAG + 2);
    for (int i = start + 1; i < last && page.charAt(i) != '<'; i++) {
      if (page.charAt(i) == '>') {
        return i + 1;
      }
    }
    return start + 1;
  }

  /// Behind the end tag of an unseen element, or -1 and never asked again.
  private int end(int unseen, int start) {
    String name = UNSEEN[unseen];
    for (int tag = page.indexOf("</", start); tag >= 0; tag = page.indexOf("</", tag + 2)) {
      if (page.regionMatches(true, tag + 2, name, 0, name.length())) {
        int close = tag + 2 + name.length();
        while (close < page.length() && Character.isWhitespace(page.charAt(close))) {
          close++;
        }
        if (close < page.length() && page.charAt(close) == '>') {
          return close + 1;
        }
      }
    }
    endless[unseen] = true;
    return -1;
  }

  private boolean isNamed(int at, String name) {
    int end = at + name.length();
    return page.regionMatches(true, at, name, 0, name.length())
        && (end == page.length() || !isWord(page.charAt(end)));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }
}

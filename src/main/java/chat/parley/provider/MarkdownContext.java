package chat.parley.provider;

/// Where in its Markdown a text has come to, as far as it matters for the question whether a tag
/// there is meant or spoken of: in code, at the beginning of a line, behind what.
final class MarkdownContext {

  private static final int FENCE = 3;
  private static final int INDENTED = 4;

  /// What may stand before a fence on its line.
  private static final String LISTS_AND_QUOTES = ">-*+.)0123456789";

  private int fence;
  private char fenceSign;
  private int ticks;
  private int run;
  private char runSign;
  private int column;
  private boolean onlySpace = true;
  private boolean onlyMarkers = true;
  private char last = '\n';
  private char lastVisible;
  private int lineEndsSince;

  void take(char c) {
    if (run > 0 && c != runSign) {
      endRun();
    }
    if (c == '\n') {
      column = 0;
      onlySpace = true;
      onlyMarkers = true;
      ticks = 0;
      lineEndsSince++;
    } else {
      if (c == '`' || (c == '~' && onlyMarkers)) {
        runSign = c;
        run++;
      }
      boolean space = Character.isWhitespace(c);
      column += c == '\t' ? INDENTED : 1;
      if (!space) {
        onlySpace &= run > 0;
        onlyMarkers &= run > 0 || LISTS_AND_QUOTES.indexOf(c) >= 0;
        lastVisible = c;
        lineEndsSince = 0;
      }
    }
    last = c;
  }

  /// A row of backticks is over: a fence at the beginning of a line, else the beginning or the end
  /// of code in the line.
  private void endRun() {
    if (onlyMarkers && run >= FENCE) {
      if (fence == 0) {
        fence = run;
        fenceSign = runSign;
      } else if (runSign == fenceSign && run >= fence) {
        fence = 0;
      }
    } else if (fence == 0 && runSign == '`') {
      ticks = ticks == 0 ? run : ticks == run ? 0 : ticks;
    }
    onlySpace = false;
    onlyMarkers = false;
    run = 0;
  }

  boolean isCode() {
    return fence > 0 || ticks > 0 || run > 0 || (onlySpace && column >= INDENTED);
  }

  boolean isBeginningOfLine() {
    return onlySpace && column < INDENTED;
  }

  /// Whether the line before announces what follows, after an empty line.
  boolean isAnnounced() {
    return lineEndsSince > 1 && (lastVisible == ':' || lastVisible == '：');
  }

  /// Whether the text of this line has come to one of these characters; a list's number is no text.
  boolean isBehind(String characters) {
    return !onlyMarkers && lineEndsSince == 0 && characters.indexOf(lastVisible) >= 0;
  }

  boolean isEmpty() {
    return lastVisible == 0;
  }

  /// The character right before.
  char last() {
    return last;
  }
}

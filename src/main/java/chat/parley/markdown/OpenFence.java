package chat.parley.markdown;

import org.commonmark.node.FencedCodeBlock;

/// A fenced code block: its lines are appended as they are complete, without any parsing.
final class OpenFence implements OpenContainer {
  /// A line that grows beyond this goes out in parts. In UTF-16 units.
  private static final int LONG_LINE = 4096;

  private final SourceText source;
  private final ClosedHtml closed;
  private final char mark;
  private final int length;
  private final int indent;
  private int next;
  private boolean withinLine;

  OpenFence(FencedCodeBlock block, int start, SourceText source, ClosedHtml closed) {
    this.source = source;
    this.closed = closed;
    mark = block.getFenceCharacter().charAt(0);
    length = block.getOpeningFenceLength();
    indent = block.getFenceIndent();
    next = source.nextLine(start);
    block.setLiteral("");
    String html = source.html(block);
    int body = html.indexOf(ElementRenderer.CODE_END);
    String id = source.id(start);
    String head = html.substring(0, body).replace("<code", "<code id=\"" + id + "\"");
    closed.open(start, id, head, html.substring(body + ElementRenderer.CODE_END.length()));
    closed.mark(next);
  }

  @Override
  public int next() {
    return next;
  }

  /// Takes the lines that end before `to`; true when the closing fence was among them.
  boolean take(int to) {
    while (next < to) {
      int end = source.nextLine(next);
      if (end > to) {
        break;
      }
      boolean closing = !withinLine && isClosing(next, end);
      if (!closing && source.text.charAt(end - 1) != '\n') {
        break; // The text has ended within its last line, which takeRest takes.
      }
      closed.append(closing ? ElementRenderer.CODE_END : code(end));
      next = end;
      withinLine = false;
      closed.mark(next);
      if (closing) {
        return true;
      }
    }
    return false;
  }

  /// Takes what a very long line has so far.
  void takeLongLine() {
    int to = next + LONG_LINE;
    while (to < source.text.length() && (withinLine || !couldClose(next, to))) {
      if (Character.isHighSurrogate(source.text.charAt(to - 1))) {
        to--;
      }
      closed.append(code(to));
      next = to;
      withinLine = true;
      closed.mark(next);
      to += LONG_LINE;
    }
  }

  /// Takes all that is left; as in CommonMark the last line ends even if nothing ended it.
  void takeRest() {
    int end = source.text.length();
    if (next < end || withinLine) {
      closed.append(code(end) + "\n");
      next = end;
    }
    closed.append(ElementRenderer.CODE_END);
    closed.mark(next);
  }

  /// The unfinished line, in a block that continues the one above.
  @Override
  public String tail() {
    int end = source.text.length();
    if (next == end || (!withinLine && couldClose(next, end))) {
      return "";
    }
    return "<pre class=\"code rest\"><code>" + code(end) + "</code></pre>\n";
  }

  private String code(int end) {
    int start = next;
    if (!withinLine) {
      while (start < end && start < next + indent && source.text.charAt(start) == ' ') {
        start++;
      }
    }
    return source.plain(source.text.substring(start, end));
  }

  /// At most three spaces, enough marks, blanks.
  private boolean isClosing(int start, int end) {
    int i = start;
    while (i < end && source.text.charAt(i) == ' ') {
      i++;
    }
    int marks = i;
    while (i < end && source.text.charAt(i) == mark) {
      i++;
    }
    return marks - start <= 3 && i - marks >= length && source.text.substring(i, end).isBlank();
  }

  private boolean couldClose(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = source.text.charAt(i);
      if (c != mark && c != ' ') {
        return false;
      }
    }
    return true;
  }
}

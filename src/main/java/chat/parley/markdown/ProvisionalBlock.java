package chat.parley.markdown;

import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;

/// The open end, once it is too long to be parsed again for every few characters: its source is
/// shown as it is, appended in parts, and looked at again only after it has grown by a quarter. So
/// a paragraph, quote, item or row of any length costs a bounded amount for each character.
///
/// A position within it is never beside a line end, as all others are, so that no position means
/// two things.
final class ProvisionalBlock {
  /// How long the open end may be before it becomes provisional, in UTF-16 units.
  static final int LIMIT = 16_384;

  private static final int PART = 4096;

  private final SourceText source;
  private final ClosedHtml closed;
  private final int start;
  private final String open;
  private final String close;
  private int shown;
  private int nextLook;

  ProvisionalBlock(
      int start, @Nullable OpenContainer inside, SourceText source, ClosedHtml closed) {
    this.source = source;
    this.closed = closed;
    this.start = start;
    shown = start;
    nextLook = start + LIMIT;
    open =
        switch (inside) {
          case OpenList _ -> "<li class=\"draft\">";
          case OpenTable _ -> "<tr class=\"draft\"><td>";
          case null, default -> "";
        };
    close = open.isEmpty() ? "" : open.startsWith("<li") ? "</li>" : "</td></tr>";
    closed.openProvisional(start, source.id(start));
  }

  /// Shows all of it: it stays as it is.
  void finish() {
    String rest = source.plain(source.text.substring(shown));
    if (!rest.isEmpty()) {
      closed.append(open + rest + close);
      shown = source.text.length();
    }
  }

  /// Shows what came in.
  void grow() {
    for (int to = end(shown == start ? LIMIT : PART); to > 0; to = end(PART)) {
      closed.append(open + source.plain(source.text.substring(shown, to)) + close);
      shown = to;
      closed.mark(to);
    }
  }

  /// The end of the lines to look at now, or -1.
  int look() {
    int end = source.nextLine(nextLook - 1);
    boolean isComplete = source.text.length() > nextLook && source.text.charAt(end - 1) == '\n';
    return isComplete ? end : -1;
  }

  /// Whether a document is this block and nothing in it is complete.
  static boolean isAllOf(Node document, Node last) {
    boolean hasParts =
        switch (last) {
          case ListBlock list -> !list.getFirstChild().equals(list.getLastChild());
          case TableBlock table -> OpenTable.hasRows(table);
          default -> false;
        };
    return last.equals(document.getFirstChild()) && !hasParts;
  }

  /// It is still one block; look again when it has grown.
  void keep(int end) {
    nextLook = end + (end - start) / 4;
  }

  /// What is not shown yet.
  String tail() {
    String rest = source.plain(source.text.substring(shown));
    return rest.isEmpty() ? "" : "<div class=\"draft rest\">" + rest + "</div>\n";
  }

  /// Where the next part ends, within a line and not within a surrogate pair; -1 while it is too
  /// short.
  private int end(int length) {
    for (int to = shown + length; to < source.text.length(); to++) {
      char before = source.text.charAt(to - 1);
      if (before != '\n' && source.text.charAt(to) != '\n' && !Character.isHighSurrogate(before)) {
        return to;
      }
    }
    return -1;
  }
}

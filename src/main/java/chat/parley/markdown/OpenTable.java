package chat.parley.markdown;

import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.node.Node;

/// A table at the top level: finished rows are appended to its body. Rows make sense only under the
/// heading, so that is put before the text that is parsed.
final class OpenTable implements OpenContainer {
  private static final String OPEN = "<div class=\"table-scroll\"><table>";
  private static final String CLOSE = "</table></div>";

  private final SourceText source;
  private final ClosedHtml closed;
  private final String heading;
  private int next;

  OpenTable(TableBlock table, int start, SourceText source, ClosedHtml closed) {
    this.source = source;
    this.closed = closed;
    next = source.nextLine(source.nextLine(start));
    heading = source.text.substring(start, next);
    String id = source.id(start);
    String head = source.html(table.getFirstChild(), OPEN, CLOSE);
    closed.open(
        start,
        id + "t",
        id,
        OPEN.replace("><", " id=\"" + id + "t\"><") + head + "<tbody id=\"" + id + "\">",
        "</tbody>" + CLOSE + "\n");
  }

  static boolean hasRows(TableBlock table) {
    return table.getLastChild() instanceof TableBody;
  }

  @Override
  public int next() {
    return next;
  }

  /// The two lines under which the rows are rows.
  String heading() {
    return heading;
  }

  void take(TableBlock table) {
    if (!hasRows(table)) {
      return;
    }
    for (Node row = table.getLastChild().getFirstChild(); row != null; row = row.getNext()) {
      closed.append(source.html(row, OPEN + "<tbody>", "</tbody>" + CLOSE));
      next = source.nextLine(next);
      closed.mark(next);
    }
  }

  @Override
  public String tail() {
    Node document = source.parse(heading + source.text.substring(next));
    Node table = document.getFirstChild();
    if (table instanceof TableBlock rows && hasRows(rows)) {
      rows.getFirstChild().unlink();
    } else {
      table.unlink();
    }
    return SourceText.asRest(source.html(document), "<div class=\"table-scroll", " rest");
  }
}

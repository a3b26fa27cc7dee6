package chat.parley.markdown;

import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;

/// A list at the top level: finished items are appended. Where its end is not known it starts
/// tight; once an item turns out to make it loose, it is written anew.
final class OpenList implements OpenContainer {
  private final SourceText source;
  private final ClosedHtml closed;
  private final int start;
  private final String tag;
  private final int firstNumber;
  private int items;
  private int next;
  private boolean tight;

  OpenList(ListBlock list, int start, boolean tight, SourceText source, ClosedHtml closed) {
    this.tight = tight;
    this.source = source;
    this.closed = closed;
    this.start = start;
    next = start;
    firstNumber = list instanceof OrderedList ordered ? ordered.getMarkerStartNumber() : 1;
    tag = list instanceof OrderedList ? "ol" : "ul";
    closed.open(start, source.id(start), head(), "</" + tag + ">\n");
  }

  @Override
  public int next() {
    return next;
  }

  /// Takes an item of the list as it was parsed last; it ends before the offset `after`.
  void take(ListBlock list, Node item, int after) {
    boolean wholeIsTight = list.isTight();
    if (tight && !wholeIsTight && next - start <= MarkdownLimits.LONGEST_BLOCK && isLoose(after)) {
      loosen(after);
    }
    list.setTight(tight);
    append(item);
    list.setTight(wholeIsTight);
    source.definitions.collect(item);
    next = after;
    items++;
    closed.mark(next);
  }

  @Override
  public String tail() {
    Node document = source.parse(source.forShow(next));
    if (document.getFirstChild() instanceof ListBlock list) {
      list.setTight(tight && list.isTight());
      if (list instanceof OrderedList ordered) {
        ordered.setMarkerStartNumber(firstNumber + items);
      }
    }
    return SourceText.asRest(source.html(document), "<" + tag, " class=\"rest\"");
  }

  /// Whether the item at `next` makes the list loose: alone, or by a blank line before the next
  /// item.
  private boolean isLoose(int after) {
    String item = source.text.substring(next, source.nextLine(after));
    return source.parse(item).getFirstChild() instanceof ListBlock list && !list.isTight();
  }

  private void loosen(int after) {
    tight = false;
    closed.rewrite(after, head());
    if (next == start) {
      return;
    }
    Node document = source.parse(source.text.substring(start, next));
    ListBlock list = (ListBlock) document.getFirstChild();
    list.setTight(false);
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      append(item);
    }
  }

  private void append(Node item) {
    closed.append(source.html(item, "<" + tag + ">", "</" + tag + ">"));
  }

  private String head() {
    String number = firstNumber == 1 ? "" : " start=\"" + firstNumber + "\"";
    return "<" + tag + number + " id=\"" + source.id(start) + "\">";
  }
}

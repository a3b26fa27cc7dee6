package chat.parley.markdown;

import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;

/// Closes the blocks of a growing text as their lines are completed, and knows what is open at its
/// end: a container, a provisional block, or lines that are parsed anew.
final class IncrementalParser {
  final ClosedHtml closed = new ClosedHtml();

  private final SourceText source;
  private @Nullable ProvisionalBlock provisional;
  private @Nullable OpenContainer open;
  private int from;
  private boolean ended;

  IncrementalParser(SourceText source) {
    this.source = source;
  }

  /// Where the open end starts.
  int from() {
    return from;
  }

  boolean isProvisional() {
    return provisional != null;
  }

  /// Closes what the text that came in has completed.
  void parse(String more) {
    if (provisional != null) {
      lookAt(provisional);
    } else if (more.indexOf('\n') >= 0) {
      grow(source.lastLine());
    }
  }

  /// Whether the open end has become too long to be parsed again and again.
  boolean isTooLong() {
    return !(open instanceof OpenFence)
        && provisional == null
        && source.text.length() - from > ProvisionalBlock.LIMIT;
  }

  void openProvisional() {
    provisional = new ProvisionalBlock(from, open, source, closed);
  }

  /// Shows what came in at the open end, as far as it is not parsed.
  void showRest() {
    if (open instanceof OpenFence fence) {
      fence.takeLongLine();
    } else if (provisional != null) {
      provisional.grow();
    }
  }

  /// The open end for show.
  String tail() {
    return provisional != null
        ? provisional.tail()
        : open != null ? open.tail() : source.html(source.parse(source.forShow(from)));
  }

  /// Nothing more comes: what is open is closed, unless it is too long to be parsed at all.
  void end() {
    ended = true;
    if (provisional == null || source.text.length() - from <= MarkdownLimits.LONGEST_BLOCK) {
      grow(source.text.length());
      close(source.text.length());
    }
  }

  /// The end, where what is open is to stay as it stands.
  void keepProvisional() {
    if (provisional != null) {
      provisional.finish();
      close(source.text.length());
    }
  }

  /// Everything is closed now.
  void markEnd() {
    from = source.text.length();
    // A position of its own, behind the text: what closes at the end may follow lines that readers
    // hold already, and must not be appended twice.
    closed.mark(from + 1);
  }

  /// Closes the open container, if there is one.
  void close(int position) {
    closed.close(position);
    open = null;
  }

  private void lookAt(ProvisionalBlock looked) {
    if (source.text.length() - from > MarkdownLimits.LONGEST_BLOCK) {
      return;
    }
    for (int end = looked.look(); end > 0; end = looked.look()) {
      grow(end);
      if (provisional == null) {
        grow(source.lastLine());
        return;
      }
      looked.keep(end);
    }
  }

  /// Closes what is complete in the lines before `to`.
  private void grow(int to) {
    do {
      if (open instanceof OpenFence fence && !takeLines(fence, to)) {
        return;
      }
      takeBlocks(to);
    } while (open instanceof OpenFence);
  }

  /// True when the fence is closed, so that other blocks may follow.
  private boolean takeLines(OpenFence fence, int to) {
    boolean over = fence.take(to);
    if (ended && !over) {
      fence.takeRest();
    }
    from = fence.next();
    if (over) {
      close(from);
    }
    return over;
  }

  private void takeBlocks(int to) {
    String heading = open instanceof OpenTable table ? table.heading() : "";
    int base = from - heading.length();
    Node document = source.parse(heading + source.text.substring(from, to));
    if (open instanceof OpenTable && !(document.getFirstChild() instanceof TableBlock)) {
      // Its rows would have too many cells.
      close(from);
      takeBlocks(to);
      return;
    }
    int before = closed.position();
    int expanded = source.expandedLast();
    Node last = ended ? null : source.openEnd(document, base);
    if (provisional != null && last != null && ProvisionalBlock.isAllOf(document, last)) {
      return;
    }
    int newest = ended ? to : to - 1;
    boolean wasProvisional = provisional != null;
    if (wasProvisional) {
      provisional = null;
      closed.takeProvisionalBack(newest);
    }
    Node block = document.getFirstChild();
    while (block != null && !block.equals(last)) {
      Node following = block.getNext();
      take(block, base, following == null ? to : source.start(following, base));
      block = following;
    }
    if (last != null) {
      takePart(last, base);
    }
    if (wasProvisional) {
      closed.settleProvisional(newest);
    }
    if (closed.position() > before) {
      // What is open still is counted too, and again when it closes.
      source.keepExpanded(expanded);
    }
  }

  /// A block that is complete and ends before the offset `after`.
  private void take(Node block, int base, int after) {
    reach(block, base);
    switch (block) {
      case ListBlock list -> takeItems(list, base, after);
      case TableBlock rows when open instanceof OpenTable || OpenTable.hasRows(rows) ->
          openTable(rows, base).take(rows);
      case FencedCodeBlock code -> takeLines(openFence(code, base), after);
      default -> closed.append(source.html(block));
    }
    close(after);
    source.definitions.collect(block);
    from = after;
    closed.mark(from);
  }

  /// The block that may go on with the next line: as much of it as is complete.
  private void takePart(Node block, int base) {
    reach(block, base);
    switch (block) {
      case ListBlock list -> takeItems(list, base, -1);
      case TableBlock rows when open instanceof OpenTable || OpenTable.hasRows(rows) ->
          openTable(rows, base).take(rows);
      case FencedCodeBlock code -> openFence(code, base);
      default -> {}
    }
    if (open != null) {
      from = open.next();
    }
  }

  /// Blank lines before a block belong to nothing.
  private void reach(Node block, int base) {
    if (open == null) {
      from = source.start(block, base);
      closed.mark(from);
    }
  }

  /// All items, or all but the last if the list goes on.
  private void takeItems(ListBlock list, int base, int after) {
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      int end = item.getNext() == null ? after : source.start(item.getNext(), base);
      if (end >= 0) {
        openList(list, base).take(list, item, end);
      }
    }
  }

  private OpenList openList(ListBlock list, int base) {
    if (open instanceof OpenList known) {
      return known;
    }
    boolean tight = !ended || list.isTight();
    return opened(new OpenList(list, source.start(list, base), tight, source, closed));
  }

  private OpenTable openTable(TableBlock table, int base) {
    return open instanceof OpenTable known
        ? known
        : opened(new OpenTable(table, source.start(table, base), source, closed));
  }

  private OpenFence openFence(FencedCodeBlock code, int base) {
    return opened(new OpenFence(code, source.start(code, base), source, closed));
  }

  private <T extends OpenContainer> T opened(T container) {
    open = container;
    return container;
  }
}

package chat.parley.markdown;

import java.util.Optional;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.jspecify.annotations.Nullable;

/// One text that grows, as HTML for readers who each have a part of it.
///
/// A reader stands at a position, an offset into the text that [#openFrom] once returned, and holds
/// the HTML of what is closed before it; [#since] says what it lacks. Only complete lines are
/// parsed for closing: every block but the last is closed, and the last one shown as the tail, with
/// the unfinished line, until it is closed or its finished lines, rows or items can be appended.
///
/// The page: elements of class `rest` in the tail continue the container above it; `draft` is
/// source shown as it is (keep its line ends); a `code-end` inside `code` says that it is complete,
/// so highlight there, but not inside the tail.
///
/// What would cost more than [Bounds] allow stays source to the end, with a line that says so.
///
/// Not thread-safe: callers synchronise. A call costs as much as the open tail is long, at most 16
/// KB; [#closed] and [#isSameAs] as much as the text.
public final class GrowingMarkdown {
  /// More than this is taken in several steps, so that only so much is in memory as a tree.
  private static final int STEP = 64 * 1024;

  private final Manuscript manuscript;
  private ClosedHtml closed = new ClosedHtml();
  private @Nullable Draft draft;
  private int from;
  private @Nullable OpenContainer open;
  private @Nullable String tail;
  private boolean ended;

  /// Why the rest is shown as it is; null as long as it is not.
  private @Nullable String plain;

  private boolean noted;

  /// @param idPrefix makes the ids of open containers unique in a page, like `m4-`
  public GrowingMarkdown(Markdown markdown, String idPrefix) {
    manuscript = new Manuscript(markdown, idPrefix);
  }

  /// A text that has ended already: growing then gives what the text gives in one piece, links
  /// whose addresses come late and lists that turn loose late included.
  ///
  /// Its positions are not those of the same text while it grew.
  public static GrowingMarkdown ended(Markdown markdown, String idPrefix, String text) {
    GrowingMarkdown whole = new GrowingMarkdown(markdown, idPrefix);
    if (text.length() <= Bounds.LONGEST_WHOLE) {
      whole.manuscript.text.append(text);
    } else {
      whole.append(text);
    }
    whole.end();
    return whole;
  }

  /// More text, as [Source#normalise] leaves it.
  public void append(String more) {
    manuscript.heavy(length() - from + more.length(), () -> take(more));
  }

  private void take(String more) {
    tail = null;
    int start = 0;
    while (start < more.length()) {
      int end = Math.min(more.length(), start + STEP);
      if (end < more.length() && Character.isHighSurrogate(more.charAt(end - 1))) {
        end++;
      }
      manuscript.text.append(more, start, end);
      String step = more.substring(start, end);
      orAsText(() -> growBy(step));
      start = end;
    }
  }

  /// Whatever goes wrong in a text, its reader gets the text.
  private void orAsText(Runnable work) {
    try {
      work.run();
      if (plain == null && closed.length() > Bounds.mostHtml(length())) {
        stayText(PlainRest.TOO_MUCH);
      }
    } catch (TooSlow slow) {
      startAsText(PlainRest.NOT_IN_TIME);
    } catch (RuntimeException | StackOverflowError unreadable) {
      startAsText(PlainRest.NOT_READABLE);
    }
  }

  /// From the open end on.
  private void stayText(String reason) {
    plain = reason;
    if (draft == null) {
      closeContainer(from);
    }
  }

  /// All of it. Positions from before mean nothing any more.
  private void startAsText(String reason) {
    closed = new ClosedHtml();
    open = null;
    draft = null;
    from = 0;
    stayText(reason);
  }

  private void growBy(String more) {
    if (plain == null && draft != null) {
      lookAtDraft(draft);
    } else if (plain == null && more.indexOf('\n') >= 0) {
      growLines();
    }
    if (open instanceof OpenFence fence) {
      fence.takeLongLine();
    } else if (draft == null && length() - from > Draft.LIMIT) {
      openDraft();
    }
    if (draft != null) {
      draft.grow();
    }
  }

  private void openDraft() {
    if (plain != null) {
      closed.append(PlainRest.note(plain));
      noted = true;
    }
    draft = new Draft(from, open, manuscript, closed);
  }

  public int length() {
    return manuscript.text.length();
  }

  /// The newest position: where the open tail starts.
  public int openFrom() {
    return closed.position();
  }

  /// Everything closed so far.
  public String closed() {
    return closed.toString();
  }

  /// The open tail for show.
  public String tail() {
    if (tail == null) {
      manuscript.heavy(length() - from, () -> orAsText(() -> tail = madeTail()));
      if (tail == null) {
        tail = madeTail();
      }
    }
    return tail;
  }

  private String madeTail() {
    if (plain != null && draft == null) {
      return from == length() ? "" : PlainRest.html(manuscript.text.substring(from), plain);
    }
    return draft != null ? draft.tail() : open != null ? open.tail() : rendered(from);
  }

  /// What a reader at this position needs; empty where it never was a position: send the body from
  /// its start then.
  public Optional<Growth> since(int position) {
    return since(position, Integer.MAX_VALUE);
  }

  /// What a reader at this position needs next.
  ///
  /// @param limit about how many bytes at most, but for the tail and for what cannot be cut: one
  ///   block, item, row or line
  public Optional<Growth> since(int position, int limit) {
    return closed.since(position, tail(), limit);
  }

  /// Nothing more comes: the tail is closed as it stands.
  public void end() {
    if (!ended) {
      ended = true;
      manuscript.heavy(length() - from, () -> orAsText(this::close));
      if (draft != null) {
        draft.finish();
        closeContainer(length());
        closed.append(noted ? "" : PlainRest.note(PlainRest.TOO_MUCH));
      } else if (plain != null && from < length()) {
        closed.append(PlainRest.html(manuscript.text.substring(from), plain));
      }
      from = length();
      // A position of its own, behind the text: what closes at the end may follow lines that
      // readers
      // hold already, and must not be appended twice.
      closed.mark(from + 1);
      tail = "";
    }
  }

  private void close() {
    if (plain == null && (draft == null || length() - from <= Bounds.LONGEST_BLOCK)) {
      grow(length());
      closeContainer(length());
    }
  }

  /// Whether this, the whole text rendered in one piece, is what readers have put together after
  /// the end.
  public boolean isSameAs(String rendered) {
    return unmarked().equals(rendered);
  }

  /// Everything closed so far, without the ids that readers hold on to.
  String unmarked() {
    return manuscript.withoutIds(closed());
  }

  /// What growing has cost so far, see [Manuscript#work].
  long work() {
    return manuscript.work();
  }

  private String rendered(int start) {
    return manuscript.html(manuscript.parse(manuscript.forShow(start)));
  }

  private void growLines() {
    grow(manuscript.text.lastIndexOf("\n") + 1);
  }

  private void lookAtDraft(Draft looked) {
    if (length() - from > Bounds.LONGEST_BLOCK) {
      return;
    }
    for (int end = looked.look(); end > 0; end = looked.look()) {
      grow(end);
      if (draft == null) {
        growLines();
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
      closeContainer(from);
    }
    return over;
  }

  private void takeBlocks(int to) {
    String heading = open instanceof OpenTable table ? table.heading() : "";
    int base = from - heading.length();
    Node document = manuscript.parse(heading + manuscript.text.substring(from, to));
    if (open instanceof OpenTable && !(document.getFirstChild() instanceof TableBlock)) {
      // Its rows would have too many cells.
      closeContainer(from);
      takeBlocks(to);
      return;
    }
    int before = closed.position();
    int expanded = manuscript.expandedLast();
    Node last = ended ? null : openEnd(document, base);
    if (draft != null && last != null && isOneBlock(document, last)) {
      return;
    }
    int newest = ended ? to : to - 1;
    boolean wasDraft = draft != null;
    if (wasDraft) {
      draft = null;
      closed.takeDraftBack(newest);
    }
    Node block = document.getFirstChild();
    while (block != null && !block.equals(last)) {
      Node following = block.getNext();
      take(block, base, following == null ? to : manuscript.start(following, base));
      block = following;
    }
    if (last != null) {
      takePart(last, base);
    }
    if (wasDraft) {
      closed.settleDraft(newest);
    }
    if (closed.position() > before) {
      // What is open still is counted too, and again when it closes.
      manuscript.keepExpanded(expanded);
    }
  }

  /// Nothing in it is complete.
  private static boolean isOneBlock(Node document, Node last) {
    boolean hasParts =
        switch (last) {
          case ListBlock list -> !list.getFirstChild().equals(list.getLastChild());
          case TableBlock table -> OpenTable.hasRows(table);
          default -> false;
        };
    return last.equals(document.getFirstChild()) && !hasParts;
  }

  /// The last block, and the definitions right before it that its next lines may still change.
  private @Nullable Node openEnd(Node document, int base) {
    Node end = document.getLastChild();
    if (!(end instanceof Paragraph || end instanceof LinkReferenceDefinition)) {
      return end;
    }
    while (end.getPrevious() instanceof LinkReferenceDefinition definition
        && !manuscript.isBlankLineBefore(manuscript.start(end, base))) {
      end = definition;
    }
    return end;
  }

  /// A block that is complete and ends before the offset `after`.
  private void take(Node block, int base, int after) {
    reach(block, base);
    switch (block) {
      case ListBlock list -> takeItems(list, base, after);
      case TableBlock rows when open instanceof OpenTable table -> table.take(rows);
      case TableBlock rows when OpenTable.hasRows(rows) -> openTable(rows, base).take(rows);
      case FencedCodeBlock code -> takeLines(openFence(code, base), after);
      default -> closed.append(manuscript.html(block));
    }
    closeContainer(after);
    manuscript.definitions.collect(block);
    from = after;
    closed.mark(from);
  }

  /// The block that may go on with the next line: as much of it as is complete.
  private void takePart(Node block, int base) {
    reach(block, base);
    switch (block) {
      case ListBlock list -> takeItems(list, base, -1);
      case TableBlock rows when open instanceof OpenTable table -> table.take(rows);
      case TableBlock rows when OpenTable.hasRows(rows) -> openTable(rows, base).take(rows);
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
      from = manuscript.start(block, base);
      closed.mark(from);
    }
  }

  /// All items, or all but the last if the list goes on.
  private void takeItems(ListBlock list, int base, int after) {
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      int end = item.getNext() == null ? after : manuscript.start(item.getNext(), base);
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
    OpenList opened = new OpenList(list, manuscript.start(list, base), tight, manuscript, closed);
    open = opened;
    return opened;
  }

  private OpenTable openTable(TableBlock table, int base) {
    OpenTable opened = new OpenTable(table, manuscript.start(table, base), manuscript, closed);
    open = opened;
    return opened;
  }

  private OpenFence openFence(FencedCodeBlock code, int base) {
    OpenFence opened = new OpenFence(code, manuscript.start(code, base), manuscript, closed);
    open = opened;
    return opened;
  }

  private void closeContainer(int position) {
    closed.close(position);
    open = null;
  }
}

package chat.parley.markdown;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.internal.InlineParserImpl;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.parser.InlineParser;
import org.commonmark.parser.InlineParserContext;
import org.commonmark.parser.SourceLine;
import org.commonmark.parser.SourceLines;

/// Reads the inside of a paragraph in windows that are bounded by what they may cost.
///
/// Within one, the parser may look at every mark again for every other (emphasis of three kinds is
/// cubic in it, brackets and titles are quadratic): so no window has more than a few hundred marks
/// of emphasis, nor more marks times characters than a fixed product. What people and models write
/// fits into one. Marks do not find each other across windows, so beyond a window's end some stay
/// text.
final class InlineWindows implements InlineParser {
  /// Runs of `*`, `_` or `~` that may begin or end something.
  static final int MOST_RUNS = 400;

  /// Special characters times all characters.
  private static final long MOST_WORK = 8_000_000;

  /// Fewer characters than this are one window, whatever they are.
  private static final int SMALL = 400;

  /// What counts once, however often it follows itself.
  private static final String IN_RUNS = "*_~`$";

  private static final String EACH = "[]<(&";

  private final InlineParser parser;
  private final ParseBudget allowance;

  InlineWindows(InlineParserContext context) {
    allowance = ParseBudget.HERE.orElse(new ParseBudget(0, 0, Long.MAX_VALUE));
    parser = new InlineParserImpl(new RationedContext(context, allowance));
  }

  @Override
  public void parse(SourceLines lines, Node block) {
    if (block instanceof TableCell) {
      allowance.cell();
    }
    int left = lines.getLines().size();
    if (left == 1 && lines.getLines().getFirst().getContent().isEmpty()) {
      return;
    }
    List<SourceLine> window = new ArrayList<>();
    Measure measure = new Measure();
    for (SourceLine line : lines.getLines()) {
      left--;
      CharSequence content = line.getContent();
      int start = 0;
      for (int end = measure.fill(content, 0);
          end < content.length();
          end = measure.fill(content, start)) {
        int cut = cut(content, start, end);
        if (cut > start) {
          window.add(line.substring(start, cut));
        }
        flush(window, block, false);
        measure.reset();
        start = cut;
      }
      window.add(start == 0 ? line : line.substring(start, content.length()));
      if (left > 0 && measure.isNearlyFull()) {
        flush(window, block, true);
        measure.reset();
      }
    }
    flush(window, block, false);
  }

  /// Before a blank where there is one nearby, and never within a run or a character.
  private static int cut(CharSequence content, int start, int end) {
    int least = Math.max(start + 1, end - Math.max(80, (end - start) / 8));
    for (int i = end; i > least; i--) {
      if (content.charAt(i) == ' ') {
        return i;
      }
    }
    int cut = end;
    while (cut > least
        && (content.charAt(cut) == content.charAt(cut - 1)
            || content.charAt(cut - 1) == '\\'
            || Character.isLowSurrogate(content.charAt(cut)))) {
      cut--;
    }
    return cut;
  }

  private void flush(List<SourceLine> window, Node block, boolean lineEnds) {
    if (window.isEmpty()) {
      return;
    }
    allowance.checkTime();
    // Apart from what is there already: the parser goes over all of the block's children.
    Node part = block.getFirstChild() == null ? block : new Paragraph();
    parser.parse(SourceLines.of(window), part);
    if (!part.equals(block)) {
      for (Node node = part.getFirstChild(); node != null; node = part.getFirstChild()) {
        block.appendChild(node);
      }
    }
    if (lineEnds) {
      CharSequence last = window.getLast().getContent();
      boolean isHard = last.length() >= 2 && last.toString().endsWith("  ");
      block.appendChild(isHard ? new HardLineBreak() : new SoftLineBreak());
    }
    window.clear();
  }

  /// What the window holds so far.
  private static final class Measure {
    private int runs;
    private int specials;
    private int length;

    void reset() {
      runs = 0;
      specials = 0;
      length = 0;
    }

    /// Where in this line the window is full; its length where it is not.
    int fill(CharSequence content, int start) {
      char before = '\n';
      for (int i = start; i < content.length(); i++) {
        char c = content.charAt(i);
        length++;
        if (EACH.indexOf(c) >= 0 || (c != before && IN_RUNS.indexOf(c) >= 0)) {
          specials++;
          if (isRun(c, before, content, i)) {
            runs++;
          }
          if (isFull() && i > start) {
            return i;
          }
        }
        before = c;
      }
      return content.length();
    }

    private static boolean isRun(char c, char before, CharSequence content, int at) {
      if (c != '_') {
        return c == '*' || c == '~';
      }
      // Within a word, as in a name of a program, it is no mark.
      boolean within =
          Character.isLetterOrDigit(before)
              && at + 1 < content.length()
              && Character.isLetterOrDigit(content.charAt(at + 1));
      return !within;
    }

    private boolean isFull() {
      return length > SMALL && (runs >= MOST_RUNS || (long) specials * length >= MOST_WORK);
    }

    /// At a line's end there is the better place for a cut.
    boolean isNearlyFull() {
      return length > SMALL
          && (runs >= MOST_RUNS * 3 / 4 || (long) specials * length >= MOST_WORK / 2);
    }
  }
}

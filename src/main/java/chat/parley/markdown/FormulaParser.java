package chat.parley.markdown;

import java.util.Set;
import org.commonmark.node.Text;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;

/// `$a+b$` and `$$a+b$$`, but not prices or shell variables.
///
/// `$` opens before anything but a blank, and not right after a letter or digit; the very next `$`
/// must close it: not after a blank, not before a letter or digit, and no backtick between. So
/// every `$` is looked at once, however many there are.
final class FormulaParser implements InlineContentParser {
  private FormulaParser() {}

  @Override
  public ParsedInline tryParse(InlineParserState state) {
    Scanner scanner = state.scanner();
    int before = scanner.peekPreviousCodePoint();
    int marks = scanner.matchMultiple('$');
    if (marks > 2) {
      // Taken as a whole: looking at each mark of a long run again would be quadratic.
      return ParsedInline.of(new Text("$".repeat(marks)), scanner.position());
    }
    if (Character.isLetterOrDigit(before)) {
      return ParsedInline.none();
    }
    boolean display = marks == 2;
    if (!display && isBlank(scanner.peek())) {
      return ParsedInline.none();
    }
    Position start = scanner.position();
    if (!findEnd(scanner, marks)) {
      return ParsedInline.none();
    }
    Position end = scanner.position();
    String tex = scanner.getSource(start, end).getContent();
    scanner.matchMultiple('$');
    if (tex.isBlank() || (!display && !isProperlyClosed(tex, scanner))) {
      return ParsedInline.none();
    }
    return ParsedInline.of(new Formula(display ? tex.strip() : tex, display), scanner.position());
  }

  /// Stops before the run of exactly so many marks; a longer run or the paragraph's end fails.
  private static boolean findEnd(Scanner scanner, int marks) {
    while (scanner.hasNext()) {
      char next = scanner.peek();
      if (next == '$') {
        Position here = scanner.position();
        int found = scanner.matchMultiple('$');
        if (found >= marks) {
          scanner.setPosition(here);
          return found == marks;
        }
      } else {
        scanner.next();
        if (next == '\\' && scanner.hasNext()) {
          scanner.next();
        }
      }
    }
    return false;
  }

  private static boolean isProperlyClosed(String tex, Scanner after) {
    return !isBlank(tex.charAt(tex.length() - 1))
        && tex.indexOf('`') < 0
        && !Character.isLetterOrDigit(after.peekCodePoint());
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
  }

  static final class Factory implements InlineContentParserFactory {
    @Override
    public Set<Character> getTriggerCharacters() {
      return Set.of('$');
    }

    @Override
    public InlineContentParser create() {
      return new FormulaParser();
    }
  }
}

package chat.parley.markdown;

import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.jspecify.annotations.Nullable;

/// The text as far as it is written, with what is needed to turn parts of it into HTML.
final class SourceText {
  private static final int LONGEST_UNDECIDED = 80;

  final StringBuilder text = new StringBuilder();
  final KnownDefinitions definitions = new KnownDefinitions();

  private final Markdown markdown;
  private final String idPrefix;
  private final Parsing parsing = new Parsing(definitions);
  private long work;
  private int expanded;
  private int expandedLast;

  SourceText(Markdown markdown, String idPrefix) {
    this.markdown = markdown;
    this.idPrefix = idPrefix;
  }

  Node parse(String part) {
    work += part.length();
    ParseBudget allowance = markdown.allowance(part.length(), text.length(), expanded);
    Node document = parsing.parse(part, allowance);
    expandedLast = allowance.expanded();
    return document;
  }

  /// What references repeated in the last parse.
  int expandedLast() {
    return expandedLast;
  }

  /// So much of it stays; the rest of the answer has that much less.
  void keepExpanded(int characters) {
    expanded += characters;
  }

  /// Does something heavy to the open part of the text where it disturbs nobody.
  void heavy(int length, Runnable work) {
    markdown.heavy(length, work);
  }

  String html(Node block) {
    return counted(Markdown.html(block));
  }

  String html(Node part, String openTags, String closeTags) {
    return counted(Markdown.html(part, openTags, closeTags));
  }

  String plain(String source) {
    return counted(Markdown.plain(source));
  }

  /// The id of what starts at this offset.
  String id(int start) {
    return idPrefix + "o" + start;
  }

  /// Marks the first element that begins so: it continues the container above.
  static String asRest(String html, String start, String mark) {
    int at = html.indexOf(start);
    return at < 0 ? html : new StringBuilder(html).insert(at + start.length(), mark).toString();
  }

  /// HTML without the ids that are made here.
  String withoutIds(String html) {
    String id = " id=\"" + idPrefix + "o";
    StringBuilder without = new StringBuilder(html.length());
    int at = 0;
    for (int found = html.indexOf(id); found >= 0; found = html.indexOf(id, at)) {
      int end = html.indexOf('"', found + id.length());
      without.append(html, at, found);
      at = end + 1;
    }
    return without.append(html, at, html.length()).toString();
  }

  /// Where the first line of a block starts, if the parsed text started at `base`.
  int start(Node block, int base) {
    int first = base + block.getSourceSpans().getFirst().getInputIndex();
    return text.lastIndexOf("\n", first - 1) + 1;
  }

  /// The last block, and the definitions right before it that its next lines may still change.
  @Nullable Node openEnd(Node document, int base) {
    Node end = document.getLastChild();
    if (!(end instanceof Paragraph || end instanceof LinkReferenceDefinition)) {
      return end;
    }
    while (end.getPrevious() instanceof LinkReferenceDefinition definition
        && !isBlankLineBefore(start(end, base))) {
      end = definition;
    }
    return end;
  }

  /// What is open from this offset on, for show. A line that has only begun, with nothing but `-`
  /// or `=`, is left out: it may become an item of a list or a row, and until then would turn the
  /// line above it into a heading.
  String forShow(int start) {
    int line = lastLine();
    boolean undecided = line > start && line < text.length() && isUndecided(line);
    return text.substring(start, undecided ? line : text.length());
  }

  private boolean isUndecided(int line) {
    if (text.length() - line > LONGEST_UNDECIDED) {
      return false;
    }
    for (int i = line; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '-' && c != '=' && !Character.isWhitespace(c)) {
        return false;
      }
    }
    return true;
  }

  /// Where the line starts that is not finished yet.
  int lastLine() {
    return text.lastIndexOf("\n") + 1;
  }

  /// Where the line after the one at this offset starts.
  int nextLine(int offset) {
    int end = text.indexOf("\n", offset);
    return end < 0 ? text.length() : end + 1;
  }

  private boolean isBlankLineBefore(int lineStart) {
    for (int i = lineStart - 2; i >= 0 && text.charAt(i) != '\n'; i--) {
      if (text.charAt(i) != ' ' && text.charAt(i) != '\t') {
        return false;
      }
    }
    return true;
  }

  /// Characters parsed and characters of HTML made: what growing costs, without a clock.
  long work() {
    return work;
  }

  private String counted(String html) {
    work += html.length();
    return html;
  }
}

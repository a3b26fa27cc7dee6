package chat.parley.markdown;

import java.util.regex.Pattern;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/// The text as far as it is written, with what is needed to turn parts of it into HTML.
final class Manuscript {
  private static final Pattern UNDECIDED = Pattern.compile("[-=\\s]{1,80}");

  final StringBuilder text = new StringBuilder();
  final KnownDefinitions definitions = new KnownDefinitions();

  private final Markdown markdown;
  private final String idPrefix;
  private final Parser parser = Markdown.parserKnowing(definitions);
  private long work;

  Manuscript(Markdown markdown, String idPrefix) {
    this.markdown = markdown;
    this.idPrefix = idPrefix;
  }

  Node parse(String part) {
    work += part.length();
    return Markdown.parse(parser, part);
  }

  String html(Node block) {
    return counted(markdown.html(block));
  }

  String html(Node part, String openTags, String closeTags) {
    return counted(markdown.html(part, openTags, closeTags));
  }

  String plain(String source) {
    return counted(Markdown.plain(source));
  }

  /// The id of what starts at this offset.
  String id(int start) {
    return idPrefix + "o" + start;
  }

  /// As the ids here are, for removing them.
  String idPattern() {
    return " id=\"" + Pattern.quote(idPrefix) + "o\\d+t?\"";
  }

  /// Where the first line of a block starts, if the parsed text started at `base`.
  int start(Node block, int base) {
    int first = base + block.getSourceSpans().getFirst().getInputIndex();
    return text.lastIndexOf("\n", first - 1) + 1;
  }

  /// What is open from this offset on, for show. A line that has only begun, with nothing but `-`
  /// or `=`, is left out: it may become an item of a list or a row, and until then would turn the
  /// line above it into a heading.
  String forShow(int start) {
    int line = text.lastIndexOf("\n") + 1;
    boolean undecided =
        line > start && line < text.length() && UNDECIDED.matcher(text.substring(line)).matches();
    return text.substring(start, undecided ? line : text.length());
  }

  /// Where the line after the one at this offset starts.
  int nextLine(int offset) {
    int end = text.indexOf("\n", offset);
    return end < 0 ? text.length() : end + 1;
  }

  boolean isBlankLineBefore(int lineStart) {
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

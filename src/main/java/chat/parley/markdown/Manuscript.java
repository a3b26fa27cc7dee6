package chat.parley.markdown;

import java.util.regex.Pattern;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/// The text as far as it is written, with what is needed to turn parts of it into HTML.
final class Manuscript {
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
    return " id=\"" + Pattern.quote(idPrefix) + "o\\d+\"";
  }

  /// Where the first line of a block starts, if the parsed text started at `base`.
  int start(Node block, int base) {
    int first = base + block.getSourceSpans().getFirst().getInputIndex();
    return text.lastIndexOf("\n", first - 1) + 1;
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

package chat.parley.markdown;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.task.list.items.TaskListItemsExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/// Markdown to HTML that is safe to put into a page, whatever the text says.
///
/// CommonMark 0.31.2 with tables, strikethrough, task lists, bare links and `$formulas$`. Two walls
/// stand between a model and the page: the renderer escapes raw HTML and drops unwanted addresses,
/// and an [Allowlist] that knows nothing of Markdown goes over its output. Thread-safe.
public final class Markdown {
  private static final List<Extension> EXTENSIONS =
      List.of(
          TablesExtension.create(),
          StrikethroughExtension.create(),
          AutolinkExtension.create(),
          TaskListItemsExtension.create());

  private static final Parser WITHOUT_TABLES =
      Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

  private final Parser parser = parserKnowing(new KnownDefinitions());
  private final HtmlRenderer renderer =
      HtmlRenderer.builder()
          .nodeRendererFactory(Elements::new)
          .extensions(EXTENSIONS)
          .escapeHtml(true)
          .percentEncodeUrls(true)
          .build();

  /// The whole text as HTML.
  public String render(String source) {
    return html(parse(parser, source));
  }

  /// As the parser, but without tables where these would take more cells than it is willing to
  /// make.
  static Node parse(Parser parser, String source) {
    try {
      return parser.parse(source);
    } catch (IllegalArgumentException tooManyCells) {
      return WITHOUT_TABLES.parse(source);
    }
  }

  /// A parser that also resolves references to what was defined in earlier parts of the text.
  static Parser parserKnowing(KnownDefinitions definitions) {
    return Parser.builder()
        .extensions(EXTENSIONS)
        .includeSourceSpans(IncludeSourceSpans.BLOCKS)
        .customInlineContentParserFactory(new FormulaParser.Factory())
        .linkProcessor(definitions)
        .build();
  }

  /// A block of its own, or a document.
  String html(Node node) {
    return Allowlist.apply(renderer.render(node));
  }

  /// Text that is no Markdown.
  static String plain(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + text.length() / 8);
    new HtmlWriter(escaped).text(text);
    return Allowlist.apply(escaped.toString());
  }

  /// A node that only makes sense inside other elements (a row, an item), without these.
  String html(Node node, String openTags, String closeTags) {
    String whole = Allowlist.apply(openTags + renderer.render(node) + closeTags);
    return whole.substring(openTags.length(), whole.length() - closeTags.length());
  }
}

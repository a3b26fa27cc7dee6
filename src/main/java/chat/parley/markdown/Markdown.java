package chat.parley.markdown;

import chat.parley.pool.CpuPool;
import java.time.Duration;
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
import org.jspecify.annotations.Nullable;

/// Markdown to HTML that is safe to put into a page, whatever the text says.
///
/// CommonMark 0.31.2 with tables, strikethrough, task lists, bare links and `$formulas$`. Two
/// filters stand between a model and the page: the renderer escapes raw HTML and drops unwanted
/// addresses, and an [Allowlist] that knows nothing of Markdown goes over its output. Time and
/// output are bounded by the length of the text ([MarkdownLimits], [ParseBudget], [InlineWindows]);
/// what would be more is shown as text. Thread-safe.
public final class Markdown {
  private static final List<Extension> BUT_TABLES =
      List.of(
          StrikethroughExtension.create(),
          AutolinkExtension.create(),
          TaskListItemsExtension.create());

  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .nodeRendererFactory(ElementRenderer::new)
          .extensions(List.of(TablesExtension.create()))
          .extensions(BUT_TABLES)
          .escapeHtml(true)
          .percentEncodeUrls(true)
          .build();

  private final Parsing parsing = new Parsing(new KnownDefinitions());
  private final @Nullable CpuPool pool;
  private final Duration deadline;

  /// Renders in the threads that ask for it.
  public Markdown() {
    this(null, MarkdownLimits.DEADLINE);
  }

  /// @param pool where long texts are rendered; null means: in the thread that asks
  /// @param deadline how long one text may be computed at
  Markdown(@Nullable CpuPool pool, Duration deadline) {
    this.pool = pool;
    this.deadline = deadline;
  }

  /// Renders long texts in a pool.
  public static Markdown in(CpuPool pool) {
    return new Markdown(pool, MarkdownLimits.DEADLINE);
  }

  /// The whole text as HTML; what cannot be formatted in bounds, or in time, as text.
  public String render(String source) {
    if (pool == null
        || source.length() <= MarkdownLimits.SMALL
        || !Thread.currentThread().isVirtual()) {
      return bounded(source);
    }
    return pool.within(() -> bounded(source))
        .orElseGet(() -> PlainRest.html(source, PlainRest.BUSY));
  }

  /// Does something heavy to a text of this length where it disturbs nobody.
  void heavy(int length, Runnable work) {
    if (pool == null || length <= MarkdownLimits.SMALL || !Thread.currentThread().isVirtual()) {
      work.run();
    } else {
      pool.whole(work);
    }
  }

  private String bounded(String source) {
    try {
      return source.length() > MarkdownLimits.LONGEST_WHOLE ? asGrown(source) : whole(source);
    } catch (TooSlow slow) {
      return PlainRest.html(source, PlainRest.NOT_IN_TIME);
    } catch (RuntimeException | StackOverflowError unreadable) {
      return PlainRest.html(source, PlainRest.NOT_READABLE);
    }
  }

  private String whole(String source) {
    int most = MarkdownLimits.mostHtml(source.length());
    Node document = parsing.parse(source, allowance(source.length(), source.length(), 0));
    try {
      return html(document, most);
    } catch (TooLong tooLong) {
      return upTo(most, document, source);
    }
  }

  /// As many blocks as fit, and the rest as text.
  private static String upTo(int most, Node document, String source) {
    StringBuilder html = new StringBuilder();
    for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
      try {
        html.append(html(block, most - html.length()));
      } catch (TooLong tooLong) {
        int start = block.getSourceSpans().getFirst().getInputIndex();
        String rest = source.substring(source.lastIndexOf('\n', start - 1) + 1);
        return html + PlainRest.html(rest, PlainRest.TOO_MUCH);
      }
    }
    return html.toString();
  }

  private String asGrown(String source) {
    GrowingMarkdown growing = new GrowingMarkdown(this, "g-");
    growing.append(source);
    growing.end();
    return growing.unmarked();
  }

  /// What a parse of a part may make.
  ///
  /// @param length of the part
  /// @param all of the text so far
  /// @param expanded what references have repeated in it before
  ParseBudget allowance(int length, int all, int expanded) {
    int most = Math.max(ParseBudget.LEAST_EXPANSION, all) - expanded;
    return new ParseBudget(length, most, System.nanoTime() + deadline.toNanos());
  }

  /// A parser that also resolves references to what was defined in earlier parts of the text.
  static Parser parser(KnownDefinitions definitions, boolean tables) {
    Parser.Builder builder =
        Parser.builder()
            .extensions(BUT_TABLES)
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .customInlineContentParserFactory(new FormulaParser.Factory())
            .inlineParserFactory(InlineWindows::new)
            .linkProcessor(definitions);
    return (tables ? builder.extensions(List.of(TablesExtension.create())) : builder).build();
  }

  /// A block of its own, or a document.
  static String html(Node node, int most) {
    LimitedOutput limited = new LimitedOutput(most);
    RENDERER.render(node, limited);
    String html = Allowlist.apply(limited.toString());
    if (html.length() > most) {
      throw new TooLong();
    }
    return html;
  }

  /// A block of its own, or a document.
  static String html(Node node) {
    return Allowlist.apply(RENDERER.render(node));
  }

  /// Text that is no Markdown.
  static String plain(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + text.length() / 8);
    new HtmlWriter(escaped).text(text);
    return Allowlist.apply(escaped.toString());
  }

  /// A node that only makes sense inside other elements (a row, an item), without these.
  static String html(Node node, String openTags, String closeTags) {
    String whole = Allowlist.apply(openTags + RENDERER.render(node) + closeTags);
    return whole.substring(openTags.length(), whole.length() - closeTags.length());
  }
}

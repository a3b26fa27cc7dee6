package chat.parley.markdown;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;

/// The elements that differ from plain CommonMark: what the page's script and style hold on to.
final class ElementRenderer implements NodeRenderer {
  /// Stands at the end of every code block that is complete, so that the page highlights it once.
  static final String CODE_END = "<span class=\"code-end\"></span>";

  private final HtmlNodeRendererContext context;
  private final HtmlWriter writer;

  ElementRenderer(HtmlNodeRendererContext context) {
    this.context = context;
    this.writer = context.getWriter();
  }

  @Override
  public Set<Class<? extends Node>> getNodeTypes() {
    return Set.of(
        FencedCodeBlock.class,
        IndentedCodeBlock.class,
        TableBlock.class,
        Link.class,
        Image.class,
        Formula.class);
  }

  @Override
  public void render(Node node) {
    switch (node) {
      case FencedCodeBlock code -> code(code.getLiteral(), language(code.getInfo()));
      case IndentedCodeBlock code -> code(code.getLiteral(), "");
      case TableBlock table -> table(table);
      case Link link -> link(link);
      case Image image -> image(image);
      case Formula formula -> formula(formula);
      default -> throw new IllegalArgumentException(node.toString());
    }
  }

  private void code(String text, String language) {
    writer.line();
    if (language.isEmpty()) {
      writer.tag("pre", Map.of("class", "code"));
      writer.tag("code");
    } else {
      Map<String, String> attributes = new LinkedHashMap<>();
      attributes.put("class", "code");
      attributes.put("data-language", language);
      writer.tag("pre", attributes);
      writer.tag("code", Map.of("class", "language-" + language));
    }
    writer.text(text);
    writer.raw(CODE_END);
    writer.tag("/code");
    writer.tag("/pre");
    writer.line();
  }

  /// The first word after the fence.
  private static String language(String info) {
    String words = info.strip();
    int end = 0;
    while (end < words.length() && words.charAt(end) != ' ' && words.charAt(end) != '\t') {
      end++;
    }
    return words.substring(0, end);
  }

  private void table(TableBlock table) {
    writer.line();
    writer.tag("div", Map.of("class", "table-scroll"));
    writer.tag("table");
    writer.line();
    children(table);
    writer.tag("/table");
    writer.tag("/div");
    writer.line();
  }

  private void link(Link link) {
    String address = link.getDestination();
    if (!LinkDestination.isAllowed(address)) {
      children(link);
      return;
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("href", context.encodeUrl(address));
    if (link.getTitle() != null) {
      attributes.put("title", link.getTitle());
    }
    openElsewhere(address, attributes);
    writer.tag("a", attributes);
    children(link);
    writer.tag("/a");
  }

  private static void openElsewhere(String address, Map<String, String> attributes) {
    if (LinkDestination.isElsewhere(address)) {
      attributes.put("rel", "noopener noreferrer nofollow");
      attributes.put("target", "_blank");
    }
  }

  /// An image of another site would tell that site who reads what and when, so the reader decides.
  private void image(Image image) {
    String address = image.getDestination();
    String alt = NodeText.of(image);
    if (LinkDestination.isForeignImage(address)) {
      foreignImage(image, address, alt);
    } else if (LinkDestination.isOwnImage(address)) {
      Map<String, String> attributes = new LinkedHashMap<>();
      attributes.put("src", context.encodeUrl(address));
      attributes.put("alt", alt);
      if (image.getTitle() != null) {
        attributes.put("title", image.getTitle());
      }
      writer.tag("img", attributes, true);
    } else {
      writer.text(alt);
    }
  }

  private void foreignImage(Image image, String address, String alt) {
    boolean insideLink = isInsideLink(image);
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("class", "image-link");
    attributes.put("data-image-src", context.encodeUrl(address));
    if (!insideLink) {
      attributes.put("href", context.encodeUrl(address));
      openElsewhere(address, attributes);
    }
    String tag = insideLink ? "span" : "a";
    writer.tag(tag, attributes);
    String where = "image at " + LinkDestination.host(address);
    writer.text(alt.isBlank() ? where : alt + " (" + where + ")");
    writer.tag("/" + tag);
  }

  private static boolean isInsideLink(Node node) {
    for (Node parent = node.getParent(); parent != null; parent = parent.getParent()) {
      if (parent instanceof Link) {
        return true;
      }
    }
    return false;
  }

  private void formula(Formula formula) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("class", "math");
    attributes.put("data-display", Boolean.toString(formula.display()));
    writer.tag("span", attributes);
    writer.text(formula.tex());
    writer.tag("/span");
  }

  private void children(Node parent) {
    for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
      context.render(child);
    }
  }
}

package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.junit.jupiter.api.Test;

/// The 652 examples of the specification through the renderer and the allowlist.
///
/// Before they are compared, our own marks are taken off ours, and what we refuse to link to or
/// load off the specification's. What still differs is listed, with the reason.
final class CommonMarkTest {
  private final Markdown markdown = new Markdown();

  @Test
  void every_example_but_the_listed_ones_looks_as_specified() {
    List<Example> examples = Example.all();
    assertThat(examples).hasSize(652);
    List<String> different = new ArrayList<>();
    for (Example example : examples) {
      String ours = plain(Page.body(markdown.render(example.markdown())));
      String specified = refused(Page.body(example.html()));
      if (!ours.equals(specified)) {
        different.add(
            "%d %s: %s\n".formatted(example.number(), example.section(), reason(example)));
      }
    }
    assertThat(String.join("", different))
        .isEqualTo(Example.resource("commonmark-differences.txt"));
  }

  private static String reason(Example example) {
    Set<Class<?>> nodes = new HashSet<>();
    Markdown.parser(new KnownDefinitions(), true)
        .parse(example.markdown())
        .accept(
            new AbstractVisitor() {
              @Override
              protected void visitChildren(Node parent) {
                nodes.add(parent.getClass());
                super.visitChildren(parent);
              }

              @Override
              public void visit(HtmlBlock block) {
                nodes.add(HtmlBlock.class);
              }

              @Override
              public void visit(HtmlInline inline) {
                nodes.add(HtmlInline.class);
              }
            });
    if (nodes.contains(HtmlBlock.class) || nodes.contains(HtmlInline.class)) {
      return "raw HTML is escaped";
    }
    return nodes.contains(Link.class) ? "bare addresses become links" : "?";
  }

  private static String plain(Element body) {
    body.select("pre, code[class=language-], pre").removeAttr("class").removeAttr("data-language");
    body.select("span.code-end").remove();
    body.select("a").removeAttr("rel").removeAttr("target");
    return canonical(body);
  }

  private static String refused(Element body) {
    for (Element link : body.select("a[href]")) {
      if (!LinkDestination.isAllowed(link.attr("href"))) {
        link.unwrap();
      }
    }
    for (Element image : body.select("img")) {
      if (!LinkDestination.isOwnImage(image.attr("src"))) {
        image.replaceWith(new TextNode(image.attr("alt")));
      }
    }
    return canonical(body);
  }

  /// Blanks between blocks do not count, nor how an address is percent-encoded.
  private static String canonical(Element body) {
    for (Element link : body.select("[href], [src]")) {
      String name = link.hasAttr("href") ? "href" : "src";
      String address = link.attr(name).replaceAll("%(?![0-9A-Fa-f]{2})", "%25").replace("+", "%2B");
      link.attr(name, URLDecoder.decode(address, StandardCharsets.UTF_8));
    }
    for (org.jsoup.nodes.Node node : body.nodeStream().toList()) {
      if (node instanceof TextNode text && !isInCode(text)) {
        text.text(text.getWholeText().replaceAll("\\s*\n\\s*", "\n"));
        if (text.isBlank()) {
          text.remove();
        }
      }
    }
    String html = Page.body(body.html()).html();
    return html.replaceAll("\n*(</?(li|ul|ol|p|blockquote|h[1-6]|hr|pre|br)\\b[^>]*>)\n*", "$1")
        .strip();
  }

  private static boolean isInCode(org.jsoup.nodes.Node node) {
    for (org.jsoup.nodes.Node parent = node.parent(); parent != null; parent = parent.parent()) {
      if (parent.nameIs("pre")) {
        return true;
      }
    }
    return false;
  }
}

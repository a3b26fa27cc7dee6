package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What must never get into a page, whole or cut anywhere.
final class NastyInputTest {
  /// Written down anew, not taken from the code under test.
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("a", Set.of("href", "title", "rel", "target", "class", "data-image-src")),
          Map.entry("img", Set.of("src", "alt", "title")),
          Map.entry("span", Set.of("class", "data-display", "data-image-src")),
          Map.entry("pre", Set.of("class", "data-language")),
          Map.entry("code", Set.of("class", "id")),
          Map.entry("div", Set.of("class", "id")),
          Map.entry("ul", Set.of("class", "id")),
          Map.entry("ol", Set.of("class", "id", "start")),
          Map.entry("tbody", Set.of("id")),
          Map.entry("th", Set.of("align")),
          Map.entry("td", Set.of("align")),
          Map.entry("li", Set.of("class")),
          Map.entry("tr", Set.of("class")),
          Map.entry("input", Set.of("type", "checked", "disabled", "aria-label")));

  private static final Set<String> PLAIN =
      Set.of(
          "p",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "hr",
          "br",
          "blockquote",
          "em",
          "strong",
          "del",
          "table",
          "thead");

  private final Markdown markdown = new Markdown();

  static String[] nasty() {
    return Example.resource("nasty.txt").split("\n====\n");
  }

  @ParameterizedTest
  @MethodSource("nasty")
  void nothing_outside_the_allowlist_is_ever_shown(String text) {
    assertHarmless(markdown.render(text));
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    int before = 0;
    for (int i = 0; i < text.length(); i++) {
      answer.append(text.substring(i, i + 1));
      assertHarmless(answer.closed());
      assertHarmless(answer.tail());
      Growth growth = answer.since(before).orElseThrow();
      assertHarmless(growth.blocks());
      if (growth.patch() != null) {
        assertHarmless("<table><tbody><tr>" + growth.patch().html() + "</table>");
        assertHarmless(growth.patch().html());
      }
      before = growth.to();
    }
    answer.end();
    assertHarmless(answer.closed());
  }

  private static void assertHarmless(String html) {
    for (Element element : Page.body(html).select("body *")) {
      String name = element.normalName();
      assertThat(PLAIN.contains(name) || ALLOWED.containsKey(name)).as(html).isTrue();
      for (Attribute attribute : element.attributes()) {
        assertThat(ALLOWED.getOrDefault(name, Set.of())).as(html).contains(attribute.getKey());
        assertHarmless(name, attribute, html);
      }
    }
  }

  private static void assertHarmless(String element, Attribute attribute, String html) {
    String pattern =
        switch (attribute.getKey()) {
          case "id" -> "m1-o\\d+t?";
          case "href" -> "(?i)https?://.*|mailto:.*|/([^/\\\\].*)?";
          case "data-image-src" -> "(?i)https?://.*";
          case "src" -> "/[^/\\\\].*";
          case "class" ->
              element.equals("code")
                  ? "language-\\S+"
                  : "rest|draft|draft rest|code|code rest|math|image-link|code-end|table-scroll"
                      + "|table-scroll rest";
          case "type" -> "checkbox";
          default -> "(?s).*";
        };
    assertThat(attribute.getValue()).as(html).matches(pattern);
  }

  @Test
  void the_allowlist_alone_drops_what_a_faulty_renderer_would_let_through() {
    String html =
        "<p id=\"messages\" hx-get=\"/x\" data-hx-post=\"/y\" style=\"color:red\" onclick=\"x()\">a"
            + "<hx-partial>b</hx-partial><template><i>c</i></template><script>d</script>"
            + "<a href=\"javascript:x()\" title=\"t\">e</a><img src=\"//evil.example/i.png\">"
            + "<input type=\"text\" name=\"f\"><form action=\"/g\"></form></p>";
    assertHarmless(Allowlist.apply(html));
  }

  @ParameterizedTest
  @MethodSource("pathological")
  void the_worst_inputs_come_to_an_end(String text) {
    // A net against what never ends; how long it takes is not what is tested.
    assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          assertThat(markdown.render(text)).isNotNull();
          GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
          for (int at = 0; at < text.length(); at += 4999) {
            answer.append(text.substring(at, Math.min(text.length(), at + 4999)));
            assertThat(answer.tail()).isNotNull();
          }
          answer.end();
          assertThat(answer.length()).isEqualTo(text.length());
        });
  }

  static String[] pathological() {
    return new String[] {
      "[".repeat(10_000),
      "![".repeat(10_000) + "a" + "](b)".repeat(10_000),
      "> ".repeat(10_000) + "a",
      "- ".repeat(10_000) + "a",
      "*a **a ".repeat(10_000),
      "$a $$a ".repeat(10_000),
      "`a ``a ```a ".repeat(5_000),
      "\\$".repeat(10_000) + "$x$".repeat(10_000),
      "<a ".repeat(10_000),
      "a|".repeat(10_000) + "\n" + "-|".repeat(10_000) + "\n" + "b|\n".repeat(1000),
      "[a]: b\n".repeat(10_000),
      "\n".repeat(100_000),
      "x".repeat(1_000_000),
      "```\n" + "x".repeat(1_000_000),
      "- a\n  ```\n" + "  code\n".repeat(50_000),
      "https://a.b/".repeat(20_000),
      "*".repeat(100_000),
    };
  }
}

package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MarkdownTest {
  private final Markdown markdown = new Markdown();

  @Test
  void links_to_other_sites_open_apart_and_tell_nothing() {
    Element link = rendered("[a](https://example.org \"t\")").expectFirst("a");
    assertThat(link.attr("rel")).isEqualTo("noopener noreferrer nofollow");
    assertThat(link.attr("target")).isEqualTo("_blank");
    assertThat(link.attr("title")).isEqualTo("t");
  }

  @Test
  void links_within_the_site_are_plain() {
    Element link = rendered("[a](/docs/start)").expectFirst("a");
    assertThat(link.attributes().asList()).extracting("key").containsExactly("href");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"javascript:a()", "data:text/html,a", "ftp://a.b/", "//a.b", "/\\a.b", "page"})
  void what_leads_elsewhere_than_the_web_mail_or_this_site_is_no_link(String address) {
    Element body = rendered("[text](" + address + ") ![alt](" + address + ")");
    assertThat(body.select("a, img")).isEmpty();
    assertThat(body.text()).isEqualTo("text alt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/settings/export?1",
        "/sign-in/google",
        "/",
        "/static/../settings/export",
        "/static/%2e%2e/settings/export",
        "/static/.%2E/settings/export",
        "/static/a/..\\..\\settings",
        "/STATIC/..%5c/settings",
        "/statics/a.png",
        "/docs",
        "//static/a.png",
        "/chat/1/growing/2"
      })
  void a_picture_of_this_site_loads_by_itself_only_from_its_files(String address) {
    Element body = rendered("![alt](<" + address + ">)");
    assertThat(body.select("img")).isEmpty();
    assertThat(body.text()).isEqualTo("alt");
  }

  @Test
  void a_picture_that_comes_with_parley_is_shown() {
    Element image = rendered("![alt](/static/1/images/a.png)").expectFirst("img");
    assertThat(image.attr("src")).isEqualTo("/static/1/images/a.png");
  }

  @Test
  void images_of_other_sites_wait_for_a_click() {
    Element body = rendered("![A *cat*](https://example.org/cat.png)");
    assertThat(body.select("img")).isEmpty();
    Element link = body.expectFirst("a.image-link[href]");
    assertThat(link.text()).isEqualTo("A cat (image at example.org)");
    assertThat(link.attr("data-image-src")).isEqualTo("https://example.org/cat.png");
  }

  @Test
  void an_image_within_a_link_is_no_second_link() {
    Element body = rendered("[![cat](https://example.org/cat.png)](https://example.net)");
    assertThat(body.select("a")).hasSize(1);
    assertThat(body.select("a > span.image-link[data-image-src]")).hasSize(1);
  }

  @Test
  void code_names_its_language_and_ends_with_a_mark() {
    Element body = rendered("```python title=x\na = 1 < 2\n```\n");
    Element code = body.expectFirst("pre.code[data-language=python] > code.language-python");
    assertThat(code.wholeText()).isEqualTo("a = 1 < 2\n");
    assertThat(code.select("span.code-end:last-child")).hasSize(1);
  }

  @Test
  void tables_scroll_and_tasks_have_boxes_that_cannot_be_ticked() {
    Element body = rendered("|a|b|\n|:-|-:|\n|1|2|\n\n- [x] done\n- [ ] open\n");
    assertThat(body.select("div.table-scroll > table td[align=right]").text()).isEqualTo("2");
    assertThat(body.select("li input[type=checkbox][disabled]")).hasSize(2);
    assertThat(body.select("li input").eachAttr("aria-label"))
        .containsExactlyInAnyOrder("done", "not done");
    assertThat(body.select("li input[checked]")).hasSize(1);
  }

  @Test
  void formulas_are_kept_as_tex() {
    Element body = rendered("So $a_1*b*c$, and\n$$\n\\frac{a}{b} < 1\n$$\n");
    assertThat(body.select("span.math[data-display=false]").text()).isEqualTo("a_1*b*c");
    assertThat(body.select("span.math[data-display=true]").text()).isEqualTo("\\frac{a}{b} < 1");
    assertThat(body.select("em")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$5 and $6",
        "US$5-US$6",
        "$HOME/$USER",
        "`$a$`",
        "\\$a$",
        "$ a$",
        "$a $",
        "$a",
        "$$a$$$",
        "$`a`$",
        "$$ $$",
        "    $a$"
      })
  void prices_variables_and_code_are_no_formulas(String text) {
    assertThat(rendered(text).select(".math")).isEmpty();
  }

  private Element rendered(String text) {
    return Page.body(markdown.render(text));
  }
}

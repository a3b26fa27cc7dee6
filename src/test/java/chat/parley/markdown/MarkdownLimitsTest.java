package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a text may cost, and what is shown where it would cost more.
final class MarkdownLimitsTest {
  private static final int CONSTANT = 1 << 20;
  private static final int MULTIPLE = 32;

  /// Comes twice in the HTML, each character as nine.
  private static final String DEAR = "![](http://" + "漢".repeat(200) + ")";

  private final Markdown markdown = new Markdown();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [a]: /U        | [a]
          [a]: /U        | [a][]
          [a]: /U        | [x][a]
          [a]: /static/U | ![x][a]
          [a]: </U>      | [A]
          [a]: / 'U'     | [a]
          [a]: /static/ "U" | ![a]
          [a]: https://U | [a]
          """)
  void references_repeat_only_so_much(String definition, String reference) {
    String address = definition.replace("U", "u".repeat(30_000));
    String text = address + "\n\n" + (reference + " ").repeat(7_500);
    for (String html :
        new String[] {markdown.render(text), grown(text, 777), grown(text, 50_000)}) {
      assertThat(html.length()).isLessThan(CONSTANT);
      assertThat(html.split("u{30000}", -1).length - 1).isBetween(1, 9);
      assertThat(html).contains("[");
    }
  }

  @Test
  void many_definitions_share_what_references_may_repeat() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      text.append("[%d]: /%s\n\n".formatted(i, "u".repeat(1000)));
    }
    for (int i = 0; i < 3000; i++) {
      text.append("[%d]\n\n".formatted(i % 30));
    }
    assertThat(markdown.render(text.toString()).length()).isLessThan(300_000);
    assertThat(grown(text.toString(), 500).length()).isLessThan(300_000);
  }

  @Test
  void ordinary_references_are_not_touched() {
    String text = "[docs]: /docs/start\n\n" + "See [docs].\n\n".repeat(2000);
    assertThat(Page.body(markdown.render(text)).select("a")).hasSize(2000);
    assertThat(Page.body(grown(text, 333)).select("a")).hasSize(2000);
  }

  @Test
  void a_long_paragraph_with_many_marks_is_still_formatted() {
    String text = "A *word*, `code` and a [link](/x), **more** of `it`.\n".repeat(100);
    Element page = Page.body(markdown.render(text));
    assertThat(page.select("em")).hasSize(100);
    assertThat(page.select("strong")).hasSize(100);
    assertThat(page.select("code")).hasSize(200);
    assertThat(page.select("a")).hasSize(100);
    assertThat(page.select("p")).hasSize(1);
    assertThat(page.select("br")).isEmpty();
  }

  @Test
  void a_window_ends_without_losing_a_character() {
    for (String piece :
        new String[] {"a_*~", "a**_~~", "*a", "\uD83D\uDE00*", "a* \n*", "~ ", "_"}) {
      String text = "x" + piece.repeat(3000) + "y";
      String shown = Page.body(markdown.render(text)).wholeText();
      assertThat(letters(shown)).isEqualTo(letters(text));
    }
  }

  private static String letters(String text) {
    StringBuilder letters = new StringBuilder();
    text.codePoints().filter(c -> "_*~ \n".indexOf(c) < 0).forEach(letters::appendCodePoint);
    return letters.toString();
  }

  @Test
  void a_line_break_at_the_end_of_a_window_stays_a_line_break() {
    String hard = Page.body(markdown.render("*a* b  \n".repeat(1000) + "c")).html();
    assertThat(hard.split("<br>", -1)).hasSize(1001);
  }

  @Test
  void a_table_of_empty_cells_is_text() {
    String text = "a|".repeat(2000) + "\n" + "-|".repeat(2000) + "\n" + "b|\n".repeat(2000);
    for (String html :
        new String[] {markdown.render(text), grown(text, 1000), grown(text, 40_000)}) {
      assertThat(html.length()).isLessThan(CONSTANT + MULTIPLE * text.length());
    }
    assertThat(Page.body(markdown.render(text)).select("td")).isEmpty();
  }

  @Test
  void what_would_be_too_long_is_text_with_a_line_that_says_so() {
    String text = "a\n\n" + DEAR.repeat(500) + "\n\nend";
    Element page = Page.body(markdown.render(text));
    assertThat(page.select("p").first()).hasToString("<p>a</p>");
    assertThat(page.select(".plain-note").text()).isEqualTo(PlainRest.TOO_MUCH);
    assertThat(page.select(".draft").text()).startsWith("![](http://漢").endsWith("end");
    assertThat(grown(text, 4000).length()).isLessThan(CONSTANT + MULTIPLE * text.length());
  }

  @Test
  void a_growing_answer_that_is_too_long_goes_on_as_text() {
    String text = "***\n- [ ] a\n```\n```\n".repeat(20) + (DEAR + "\n\n").repeat(1000);
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    StringBuilder page = new StringBuilder();
    int at = 0;
    for (int from = 0; from < text.length(); from += 997) {
      answer.append(text.substring(from, Math.min(text.length(), from + 997)));
      Growth growth = answer.since(at).orElseThrow();
      at = growth.to();
      page.append(growth.blocks());
      assertThat(growth.blocks().length()).isLessThan(CONSTANT);
    }
    answer.end();
    assertThat(answer.closed()).contains(PlainRest.TOO_MUCH);
    assertThat(answer.closed().length()).isLessThan(CONSTANT + MULTIPLE * text.length());
    assertThat(answer.since(at).orElseThrow().tail()).isEmpty();
  }

  @Test
  void what_takes_too_long_is_text_with_a_line_that_says_so() {
    Markdown hasty = new Markdown(null, Duration.ofSeconds(-1));
    Element page = Page.body(hasty.render("*a* <b>"));
    assertThat(page.select(".plain-note").text()).isEqualTo(PlainRest.NOT_IN_TIME);
    assertThat(page.select(".draft").text()).isEqualTo("*a* <b>");
  }

  @Test
  void a_growing_answer_that_takes_too_long_is_text() {
    GrowingMarkdown answer = new GrowingMarkdown(new Markdown(null, Duration.ofSeconds(-1)), "m1-");
    answer.append("*a*\n\n*b*\n");
    assertThat(Page.body(answer.tail()).select(".draft").text()).isEqualTo("*a* *b*");
    answer.append("c".repeat(40_000));
    assertThat(answer.since(answer.openFrom())).isPresent();
    answer.end();
    Element page = Page.body(answer.closed());
    assertThat(page.select(".plain-note").text()).isEqualTo(PlainRest.NOT_IN_TIME);
    assertThat(page.select(".draft").text()).startsWith("*a* *b*").endsWith("ccc");
    assertThat(page.text()).contains("c".repeat(40_000));
  }

  @Test
  void a_block_of_any_length_is_shown() {
    String text = "*a* b ".repeat(100_000);
    Element whole = Page.body(markdown.render(text));
    assertThat(whole.text()).contains("*a* b *a* b");
    assertThat(whole.select(".plain-note")).hasSize(1);
  }

  @Test
  void a_very_long_answer_is_formatted_block_by_block() {
    String text = "# A\n\nSome *words* here.\n\n- one\n- two\n\n```\ncode\n```\n\n".repeat(6_000);
    Element page = Page.body(markdown.render(text));
    assertThat(page.select("em")).hasSize(6_000);
    assertThat(page.select("li")).hasSize(12_000);
    assertThat(page.select("pre")).hasSize(6_000);
    assertThat(page.select("[id]")).isEmpty();
    assertThat(page.select(".plain-note, .draft")).isEmpty();
  }

  private String grown(String text, int step) {
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    for (int from = 0; from < text.length(); from += step) {
      answer.append(text.substring(from, Math.min(text.length(), from + step)));
      assertThat(answer.tail().length()).isLessThan(CONSTANT);
    }
    answer.end();
    return answer.closed();
  }
}

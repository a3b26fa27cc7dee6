package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Chromium;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// While an answer is written the reader's place is kept: nothing jumps.
final class ScrollingTest {
  private static final String DISTANCE =
      "document.scrollingElement.scrollHeight - innerHeight - Math.round(scrollY)";

  @RegisterExtension final Sitting sitting = new Sitting();

  private static String paragraphs(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append("Paragraph ").append(i).append(" of a long answer.\n\n");
    }
    return text.toString();
  }

  private static void settle(Page page) {
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  private static double top(Locator element) {
    return ((Number) element.evaluate("element => element.getBoundingClientRect().top"))
        .doubleValue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_LIGHT"})
  void at_the_end_it_follows_and_scrolled_up_it_stays(Look look) throws InterruptedException {
    Page page = sitting.open(look);
    sitting.send(page, "A long one");
    ScriptedProvider.Asked asked = sitting.model().asked().say(paragraphs(0, 40));
    assertThat(page.locator("#body-2 > p")).hasCount(39);
    Chromium.until(page, DISTANCE + " < 2");
    asked.say(paragraphs(40, 60));
    assertThat(page.locator("#body-2 > p")).hasCount(59);
    Chromium.until(page, DISTANCE + " < 2");
    assertThat(page.locator("#jump")).isHidden();

    if (look.isPhone()) {
      page.evaluate("() => scrollBy(0, -600)");
    } else {
      page.mouse().move(640, 300);
      page.mouse().wheel(0, -600);
    }
    assertThat(page.locator("#jump")).isVisible();
    settle(page);
    Locator read = page.getByText("Paragraph 35 of a long answer.");
    double before = top(read);
    asked.say(paragraphs(60, 80));
    assertThat(page.locator("#body-2 > p")).hasCount(79);
    asked.say("```js\nlet a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThe end.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator(".code-bar")).hasCount(1);
    settle(page);
    assertThat(top(read)).isEqualTo(before);
    sitting.look(page, look, "scrolled-up");

    if (look.isPhone()) {
      page.locator("#jump").tap();
    } else {
      page.locator("#jump").click();
    }
    Chromium.until(page, DISTANCE + " < 2");
    assertThat(page.locator("#jump")).isHidden();
    assertThat(page.getByText("The end.")).isInViewport();
  }

  @Test
  void the_final_form_is_exactly_where_the_growing_one_was() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "All there is");
    ScriptedProvider.Asked asked =
        sitting
            .model()
            .asked()
            .say(
                """
                # A heading

                Text with `code` and **more**.

                - one
                - two
                  - inside

                1. first

                   with a paragraph
                2. second

                > quoted

                | a | b |
                |---|--:|
                | 1 | 2 |
                | 3 | 4 |

                ```python
                def f(x):
                    return x
                ```

                And the last paragraph\
                """);
    Locator last = page.locator("#body-2 .tail p");
    assertThat(last).hasText("And the last paragraph");
    assertThat(page.locator("#body-2 .hljs-keyword")).hasCount(2);
    settle(page);
    List<?> before = places(page);
    page.evaluate(
        """
        () => {
          window.shifts = [];
          new PerformanceObserver((list) => {
            // The caret moves with the text: a millionth of the page.
            window.shifts.push(...list.getEntries().filter(({ value }) => value > 1e-6).map(({ value }) => value));
          }).observe({ type: "layout-shift" });
        }\
        """);
    asked.say(".").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#actions-2 .copier")).isVisible();
    settle(page);
    assertThat(places(page)).isEqualTo(before);
    assertThat(page.evaluate("() => window.shifts")).isEqualTo(List.of());
  }

  /// Where each block stands, whether it is closed or in the tail.
  private static List<?> places(Page page) {
    return (List<?>)
        page.evaluate(
            """
            () => [...document.querySelectorAll("#body-2 > :not(.tail), #body-2 > .tail > *")].map((block) => {
              const { top, height } = block.getBoundingClientRect();
              return `${block.nodeName} ${Math.round(top)} ${Math.round(height)}`;
            })\
            """);
  }

  @Test
  void nothing_shifts_while_an_answer_grows() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Slowly");
    ScriptedProvider.Asked asked = sitting.model().asked();
    assertThat(page.locator("#message-2 .dots")).isVisible();
    asked.say("The ");
    assertThat(page.locator("#body-2")).hasText("The");
    settle(page);
    double top = top(page.locator("#body-2"));
    String text =
        "first words.\n\n1. one\n2. two\n3. three\n\n```js\nlet a = 1;\nlet b = 2;\n```\n\nDone. ";
    for (String word : text.split("(?<=\\s)", -1)) {
      asked.say(word);
    }
    assertThat(page.getByText("Done.")).isVisible();
    assertThat(page.locator("#body-2 .hljs-keyword")).hasCount(2);
    settle(page);
    assertThat(top(page.locator("#body-2"))).isEqualTo(top);
    asked.finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(top(page.locator("#body-2"))).isEqualTo(top);
  }
}

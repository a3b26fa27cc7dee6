package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Code and formulas that would make the parsers of the page stand still for seconds: they stay
/// plain, the page says so, and what comes after them has its colours.
final class HostileCodeTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  @ParameterizedTest
  @CsvSource({
    "java, a, 40000",
    "ini, -, 40000",
    "js, '\n', 40000",
    "c, ab, 900",
    "c, a, 131",
    "xml, <, 19000"
  })
  void a_block_that_is_dear_to_colour_stays_plain(String language, String unit, int times)
      throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Go");
    sitting
        .model()
        .asked()
        .say("```" + language + "\n" + unit.repeat(times) + "\n```\n\n")
        .say("$" + "x^".repeat(2_500) + "$\n\n```js\nlet a = 1;\n```\n")
        .finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 pre.code").last().locator(".hljs-keyword")).hasText("let");
    assertThat(page.locator("#body-2 pre.code").first().locator("[class^=hljs]")).hasCount(0);
    assertThat(page.locator("#body-2 pre.code").first())
        .hasAttribute("data-plain", "no colours: very long lines or words");
    assertThat(page.locator("#body-2 .math .katex")).hasCount(0);
    sitting.look(page, Look.WIDE_LIGHT, "plain-" + language);
  }
}

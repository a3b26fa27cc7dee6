package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What axe finds on each page in each theme: nothing serious, nothing critical.
final class AccessibilityTest {
  private static final String AXE = axe();

  @RegisterExtension final Sitting sitting = new Sitting();

  private static String axe() {
    try (InputStream in = AccessibilityTest.class.getResourceAsStream("/axe/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void check(Page page) {
    // What is fading in or out is judged as it will be: a colour in between is nobody's reading.
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    page.evaluate(AXE); // from outside: the page's policy lets nothing in that is not its own
    Object found =
        page.evaluate(
            """
            async () => (await axe.run()).violations
              .filter(({ impact }) => impact === "serious" || impact === "critical")
              .map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(" ")}`)\
            """);
    assertThat(found).as("axe on %s", page.url()).isEqualTo(List.of());
  }

  @ParameterizedTest
  @EnumSource(Look.class)
  void every_page_is_accessible(Look look) throws InterruptedException {
    Page page = sitting.open(look);
    check(page);
    sitting.send(page, "Show me everything");
    ScriptedProvider.Asked asked = sitting.model().asked();
    assertThat(page.locator("#message-2 .dots")).isVisible();
    check(page);
    asked.think("Let me think.").say("Text with `code` and [a link](https://example.org).\n\n- an");
    assertThat(page.locator("#body-2 li")).hasText("an");
    check(page);
    asked
        .say(
            " item\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a = \"b\"; // c\n```\n")
        .finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 .hljs-keyword")).hasCount(1);
    check(page);
    sitting.look(page, look, "finished");
    sitting.send(page, "And fail");
    sitting.model().asked().fail(Fault.Kind.WRONG_KEY);
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "failed");
    check(page);
    sitting.look(page, look, "failed");

    sitting.expect("status of 404");
    page.navigate(sitting.url("/chat/nothing"));
    assertThat(page.locator("main.problem")).isVisible();
    check(page);
    sitting.look(page, look, "error");
    page.navigate(sitting.url("/docs"));
    check(page);
    page.navigate(sitting.url("/docs/configuration"));
    check(page);
    sitting.look(page, look, "docs");
  }
}

package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// What axe finds on each page in each theme: nothing serious, nothing critical.
final class AccessibilityTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  @ParameterizedTest
  @ArgumentsSource(Looks.class)
  void every_page_is_accessible(Look look) throws InterruptedException {
    Page page = sitting.open(look);
    Axe.check(page);
    sitting.send(page, "Show me everything");
    ScriptedProvider.Asked asked = sitting.model().asked();
    assertThat(page.locator("#message-2 .dots")).isVisible();
    Axe.check(page);
    asked.think("Let me think.").say("Text with `code` and [a link](https://example.org).\n\n- an");
    assertThat(page.locator("#body-2 li")).hasText("an");
    Axe.check(page);
    asked
        .say(
            " item\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a = \"b\"; // c\n```\n")
        .finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 .hljs-keyword")).hasCount(1);
    Axe.check(page);
    sitting.look(page, look, "finished");
    sitting.send(page, "And fail");
    sitting.model().asked().fail(Fault.Kind.WRONG_KEY);
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "failed");
    Axe.check(page);
    sitting.look(page, look, "failed");

    sitting.expect("status of 404");
    page.navigate(sitting.url("/chat/nothing"));
    assertThat(page.locator("main.problem")).isVisible();
    Axe.check(page);
    sitting.look(page, look, "error");
    page.navigate(sitting.url("/settings"));
    page.locator(".deletion summary").first().click();
    assertThat(page.locator("#delete-chats")).isVisible();
    Axe.check(page);
    sitting.look(page, look, "settings");
    page.navigate(sitting.url("/docs"));
    Axe.check(page);
    page.navigate(sitting.url("/docs/configuration"));
    Axe.check(page);
    sitting.look(page, look, "docs");
  }
}

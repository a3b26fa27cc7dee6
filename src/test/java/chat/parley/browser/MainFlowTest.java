package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// From the home page to an answer, on every screen.
final class MainFlowTest {
  static final Pattern A_CHAT = Pattern.compile(".*/chat/[0-9a-f-]{36}$");

  @RegisterExtension final Sitting sitting = new Sitting();

  @ParameterizedTest
  @ArgumentsSource(Looks.class)
  void a_message_on_the_home_page_becomes_a_chat_whose_answer_streams_in(Look look)
      throws InterruptedException {
    Page page = sitting.open(look);
    sitting.look(page, look, "1-home");
    page.evaluate("() => { window.sameDocument = true }");
    sitting.send(page, "Why is the sky blue?");

    Locator answer = page.locator("#message-2");
    assertThat(answer.locator(".dots")).isVisible();
    assertThat(answer).hasAttribute("data-state", "thinking");
    assertThat(answer).hasAttribute("aria-busy", "true");
    assertThat(page).hasURL(A_CHAT);
    assertThat(page.locator("#message-1 .message-body")).hasText("Why is the sky blue?");
    assertThat(page).hasTitle("Why is the sky blue? · Parley");
    sitting.look(page, look, "2-thinking");

    ScriptedProvider.Asked asked = sitting.model().asked();
    asked.say("Light from the sun is **scattered** by the air:\n\n1. short waves most,\n2. long");
    Locator body = page.locator("#body-2");
    assertThat(body.locator("strong")).hasText("scattered");
    assertThat(body.locator("li")).hasCount(2);
    assertThat(answer).hasAttribute("data-state", "writing");
    assertThat(answer.locator(".dots")).isHidden();
    asked.say(" waves least.\n\nIn numbers:\n\n```python\ndef scattered(wavelength):\n");
    assertThat(body.locator("pre").first()).containsText("def scattered(wavelength):");
    assertThat(body.locator("li").last()).hasText("long waves least.");
    assertThat(body.locator(".hljs-keyword, .code-bar")).hasCount(0);
    sitting.look(page, look, "3-writing");

    asked.say("    return 1 / wavelength**4\n```\n\nSo blue, at 450 nm, is scattered four times");
    assertThat(body.locator(".hljs-keyword")).hasText(new String[] {"def", "return"});
    assertThat(answer).hasAttribute("data-state", "writing");
    asked.say(" as much as red.\n").finish();
    assertThat(answer).hasAttribute("data-state", "finished");
    assertThat(answer).not().hasAttribute("aria-busy", "true");
    assertThat(body.locator("> p").last())
        .hasText("So blue, at 450 nm, is scattered four times as much as red.");
    assertThat(body.locator(".hljs-keyword")).hasCount(2);
    assertThat(page.locator("#announcer")).hasText("The answer is complete.");
    assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
    sitting.look(page, look, "4-finished");

    if (look.isPhone()) {
      page.locator("[popovertarget=sidebar]").tap();
    }
    Locator chats = page.locator(".sidebar-list .row");
    assertThat(chats).hasText(new String[] {"Why is the sky blue?"});
    assertThat(chats.first()).hasAttribute("aria-current", "page");
    sitting.look(page, look, "5-chats");
  }

  @Test
  void the_newest_chat_stands_first() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "The first one");
    sitting.model().asked().say("One.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    page.locator("[data-action=new-chat]").click();
    assertThat(page.locator("main.home")).isVisible();
    sitting.send(page, "The second one");
    sitting.model().asked().say("Two.").finish();
    assertThat(page.locator("#body-2")).hasText("Two.");
    assertThat(page.locator(".sidebar-list .row"))
        .hasText(new String[] {"The second one", "The first one"});
  }

  @Test
  void what_is_copied_is_the_source_and_the_code() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Show me **some** code");
    String source = "Here:\n\n```js\nlet a = 1 < 2;\n```\n\nThat *is* it.";
    sitting.model().asked().say(source).finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    page.locator("#body-2 .code-bar .copier").click();
    assertThat(page.locator("#announcer")).hasText("Copied");
    assertThat(copied(page)).isEqualTo("let a = 1 < 2;\n");
    page.locator("#actions-2 .copier").click();
    assertThat(page.locator("#actions-2 .copier.copied")).isVisible();
    assertThat(copied(page)).isEqualTo(source);
    page.locator("#message-1").hover();
    page.locator("#actions-1 .copier").click();
    assertThat(page.locator("#actions-1 .copier.copied")).isVisible();
    assertThat(copied(page)).isEqualTo("Show me **some** code");
  }

  private static String copied(Page page) {
    return (String) page.evaluate("() => navigator.clipboard.readText()");
  }

  @Test
  void back_and_forward_work_and_the_chat_lives_again() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.evaluate("() => { window.sameDocument = true }");
    sitting.send(page, "A long story");
    ScriptedProvider.Asked asked = sitting.model().asked().say("Once upon a time");
    assertThat(page.locator("#body-2")).hasText("Once upon a time");
    page.goBack();
    assertThat(page.locator("main.home")).isVisible();
    assertThat(page).hasTitle("Parley");
    asked.say(" there was a king");
    page.goForward();
    assertThat(page).hasURL(A_CHAT);
    assertThat(page.locator("#body-2")).hasText("Once upon a time there was a king");
    asked.say(" who had\n\n```js\nlet none;\n```\n");
    assertThat(page.locator("#body-2 .code-bar")).hasCount(1);
    assertThat(page.locator("#body-2 .hljs-keyword")).hasText("let");
    asked.finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#announcer")).hasText("The answer is complete.");
    sitting.send(page, "And then?");
    assertThat(page.locator("#message-4 .dots")).isVisible();
    sitting.model().asked().say("The end.").finish();
    assertThat(page.locator("#body-4")).hasText("The end.");
    assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
  }
}

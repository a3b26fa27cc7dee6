package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// Everything again, in a browser that runs no script.
final class WithoutScriptTest {
  /// Playwright waits for frames to see whether something still moves; a page without script may
  /// not make any.
  private static final Locator.TapOptions AT_ONCE = new Locator.TapOptions().setForce(true);

  @RegisterExtension final Sitting sitting = new Sitting();

  private Page open(Look look) {
    return sitting.open(
        look,
        options -> options.setJavaScriptEnabled(false).setReducedMotion(ReducedMotion.REDUCE));
  }

  private static void send(Page page, String text) {
    page.locator("#composer-text").fill(text);
    page.locator("#send").click();
  }

  private static FrameLocator growing(Page page) {
    return page.frameLocator("iframe.growing-frame");
  }

  private static Locator seen(Page page) {
    return growing(page).locator("main");
  }

  /// What is shown of it: older versions of the tail are there, but hidden.
  private static LocatorAssertions.HasTextOptions shown() {
    return new LocatorAssertions.HasTextOptions().setUseInnerText(true);
  }

  /// Opens the chat again when an answer has ended; whether the page still grows then is chance.
  private void openEnded(Page page, int answer) throws InterruptedException {
    assertThat(page).hasURL(Pattern.compile("/chat/"));
    String url = page.url();
    sitting
        .parley()
        .awaitPage(
            URI.create(url).getPath() + "?branch=" + answer,
            "#message-%d:is([data-state=finished], [data-state=stopped], [data-state=failed])"
                .formatted(answer));
    page.navigate(url);
  }

  @ParameterizedTest
  @ArgumentsSource(Looks.class)
  void a_message_becomes_a_chat_and_its_answer_grows(Look look) throws InterruptedException {
    Page page = open(look);
    sitting.look(page, look, "1-home");
    send(page, "Why is the sky blue?");
    assertThat(page).hasURL(MainFlowTest.A_CHAT);
    assertThat(page.locator("#message-1 .message-body")).hasText("Why is the sky blue?");
    assertThat(page).hasTitle("Why is the sky blue? · Parley");

    ScriptedProvider.Asked asked =
        sitting.model().asked().say("Light is **scattered**.\n\nShort wa");
    assertThat(growing(page).locator("strong").last()).hasText("scattered");
    assertThat(seen(page)).hasText(Pattern.compile("^Light is scattered\\.\\s+Short wa$"), shown());
    asked.say("ves most:\n\n1. blue\n2. green\n");
    assertThat(seen(page))
        .hasText(
            Pattern.compile(
                "^Light is scattered\\.\\s+Short waves most:\\s+(1\\. )?blue\\s+(2\\. )?green$"),
            shown());
    sitting.look(page, look, "2-growing");
    asked.say("\nThat is it.").finish();
    Locator link = growing(page).getByText("Show the finished chat");
    assertThat(link).isVisible();
    sitting.look(page, look, "3-grown");
    link.click();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 > p").last()).hasText("That is it.");
    assertThat(page.locator("iframe")).hasCount(0);
    assertThat(page).hasURL(MainFlowTest.A_CHAT);
    sitting.look(page, look, "4-finished");

    send(page, "And at night?");
    ScriptedProvider.Asked second = sitting.model().asked();
    assertThat(second.prompt().turns()).hasSize(3);
    assertThat(page.locator("#message-3 .message-body")).hasText("And at night?");
    second.say("It is dark.").finish();
    openEnded(page, 4);
    assertThat(page.locator("#body-4")).hasText("It is dark.");
  }

  @Test
  void stop_and_again_are_plain_forms() throws InterruptedException {
    Page page = open(Look.WIDE_LIGHT);
    send(page, "Count");
    ScriptedProvider.Asked asked = sitting.model().asked().say("1, 2, 3");
    assertThat(seen(page)).hasText("1, 2, 3", shown());
    assertThat(page.locator("button[data-action=stop]")).isVisible();
    page.locator("button[data-action=stop]").click();
    asked.awaitOver();
    openEnded(page, 2);
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "stopped");
    assertThat(page.locator("#body-2")).hasText("1, 2, 3");

    page.locator("button[value=again]").click();
    sitting.model().asked().say("4, 5, 6").finish();
    openEnded(page, 3);
    assertThat(page.locator("#body-3")).hasText("4, 5, 6");
    assertThat(page.locator("#message-3 .branches")).hasText(Pattern.compile("2.*of 2"));
    sitting.look(page, Look.WIDE_LIGHT, "again");
    page.locator("#message-3").getByLabel("Previous version").click();
    assertThat(page.locator("#body-2")).hasText("1, 2, 3");
  }

  @Test
  void an_edit_is_a_plain_form() throws InterruptedException {
    Page page = open(Look.WIDE_LIGHT);
    send(page, "A questoin");
    sitting.model().asked().say("What?").finish();
    openEnded(page, 2);
    page.locator("#message-1").hover();
    page.locator("#edit-1 summary").click();
    page.locator("#edit-text-1").fill("A question");
    sitting.look(page, Look.WIDE_LIGHT, "editing");
    page.locator("#edit-1 [type=submit]").click();
    assertThat(page.locator("#message-3 .message-body")).hasText("A question");
    sitting.model().asked().say("An answer").finish();
    openEnded(page, 4);
    assertThat(page.locator("#body-4")).hasText("An answer");
  }

  @Test
  void rename_delete_and_undo_are_plain_forms() throws InterruptedException {
    Page page = open(Look.NARROW_LIGHT);
    send(page, "Hello");
    sitting.model().asked().say("Hi").finish();
    openEnded(page, 2);
    assertThat(page.locator("#body-2")).hasText("Hi");
    page.locator("[popovertarget=chat-menu]").tap(AT_ONCE);
    page.locator("#title-field").fill("A greeting");
    sitting.look(page, Look.NARROW_LIGHT, "menu");
    page.getByText("Save").tap(AT_ONCE);
    assertThat(page.locator("#chat-title")).hasText("A greeting");
    assertThat(page).hasTitle("A greeting · Parley");
    page.locator("[popovertarget=chat-menu]").tap(AT_ONCE);
    assertThat(page.getByText("Delete this chat")).isVisible();
    page.getByText("Delete this chat").tap(AT_ONCE);
    assertThat(page.locator("main.home")).isVisible();
    sitting.look(page, Look.NARROW_LIGHT, "undo");
    page.locator(".undo button").tap(AT_ONCE);
    assertThat(page.locator("#chat-title")).hasText("A greeting");
    assertThat(page.locator("#body-2")).hasText("Hi");
  }

  @Test
  void what_is_refused_stands_in_the_field_with_the_reason() {
    sitting.expect("status of 422");
    Page page = open(Look.WIDE_LIGHT);
    String text = "too long ".repeat(11_112);
    send(page, text);
    assertThat(page.locator("#composer-error"))
        .containsText("the longest that can be sent has 100,000");
    assertThat(page.locator("#composer-text")).hasValue(text);
    assertThat(page.locator("#composer-text")).hasAttribute("aria-invalid", "true");
  }

  @Test
  void a_failure_says_why_and_retry_is_a_plain_form() throws InterruptedException {
    Page page = open(Look.WIDE_LIGHT);
    send(page, "Hello");
    sitting.model().asked().fail(Fault.Kind.WRONG_KEY);
    openEnded(page, 2);
    assertThat(page.locator("#message-2 .fault p"))
        .containsText("The model's server did not accept the key.");
    page.locator("button[value=retry]").click();
    sitting.model().asked().say("Here").finish();
    openEnded(page, 2);
    assertThat(page.locator("#body-2")).hasText("Here");
  }
}

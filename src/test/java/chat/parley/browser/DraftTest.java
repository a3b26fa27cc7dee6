package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.sql.Connection;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is written in the field survives everything until it is sent.
final class DraftTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  private static Locator field(Page page) {
    return page.locator("#composer-text");
  }

  @Test
  void it_survives_a_reload_and_a_visit_elsewhere() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    field(page).fill("A thought that is not finished");
    page.reload();
    assertThat(field(page)).hasValue("A thought that is not finished");
    page.navigate(sitting.url("/docs"));
    page.navigate(sitting.url("/"));
    assertThat(field(page)).hasValue("A thought that is not finished");
    field(page).press("Enter");
    sitting.model().asked().say("Go on").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(field(page)).hasValue("");
    page.navigate(sitting.url("/"));
    assertThat(field(page)).hasValue("");
  }

  @Test
  void each_chat_has_its_own() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    sitting.model().asked().say("Hi").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    field(page).fill("for the chat");
    page.locator("[data-action=new-chat]").click();
    assertThat(page.locator("main.home")).isVisible();
    assertThat(field(page)).hasValue("");
    field(page).fill("for the start");
    page.locator(".sidebar-list .row").click();
    assertThat(page.locator("main.chat")).isVisible();
    assertThat(field(page)).hasValue("for the chat");
  }

  @Test
  void it_survives_a_server_that_is_down() throws InterruptedException {
    sitting.expect("ERR_CONNECTION_REFUSED|Failed to fetch");
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.serveAgain(() -> {
      sitting.send(page, "Is anybody there?");
      assertThat(page.locator("#composer-error"))
          .hasText("Parley does not answer. Your text is kept: try again.");
      assertThat(field(page)).hasValue("Is anybody there?");
      sitting.look(page, Look.WIDE_LIGHT, "down");
    });
    assertThat(page.locator("#send")).isEnabled();
    field(page).press("Enter");
    sitting.model().asked().say("I am").finish();
    assertThat(page.locator("#body-2")).hasText("I am");
    assertThat(field(page)).hasValue("");
  }

  @Test
  void a_message_whose_answer_page_was_lost_is_sent_once() throws InterruptedException {
    sitting.expect("ERR_FAILED|Failed to fetch");
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.route(
        "**/messages",
        route -> {
          route.fetch();
          route.abort();
        },
        new Page.RouteOptions().setTimes(1));
    sitting.send(page, "Only once");
    assertThat(page.locator("#composer-error")).containsText("Your text is kept");
    field(page).press("Enter");
    sitting.asked(page).say("Once").finish();
    assertThat(page.locator("#body-2")).hasText("Once");
    assertThat(page.locator(".sidebar-list .row")).hasCount(1);
    assertThat(sitting.model().isAsked()).isFalse();
  }

  @Test
  void what_is_too_long_is_refused_at_the_field_and_stays_there() throws InterruptedException {
    sitting.expect("status of 422");
    Page page = sitting.open(Look.WIDE_LIGHT);
    String text = "too long ".repeat(11_112);
    field(page).fill(text);
    field(page).press("Enter");
    Locator error = page.locator("#composer-error");
    assertThat(error).containsText("the longest that can be sent has 100,000");
    assertThat(error).hasAttribute("role", "alert");
    assertThat(field(page)).hasValue(text);
    assertThat(page.locator("main.home")).isVisible();
    sitting.look(page, Look.WIDE_LIGHT, "refused");
    page.reload();
    assertThat(field(page)).hasValue(text);
    field(page).fill("short");
    field(page).press("Enter");
    sitting.model().asked().say("Good").finish();
    assertThat(page.locator("#body-2")).hasText("Good");

    field(page).fill(text);
    page.locator("#send").click();
    assertThat(error).containsText("the longest that can be sent has 100,000");
    assertThat(field(page)).hasValue(text);
    sitting.look(page, Look.WIDE_LIGHT, "refused-in-a-chat");
  }

  @Test
  void it_survives_a_lost_connection_which_the_page_says() throws InterruptedException {
    sitting.expect("ERR_INTERNET_DISCONNECTED|Failed to fetch|network error");
    Page page = sitting.open(Look.NARROW_LIGHT);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("One");
    assertThat(page.locator("#body-2")).hasText("One");
    page.context().setOffline(true);
    Locator line = page.locator("#connection");
    assertThat(line).hasText(Pattern.compile("You are offline"), visible());
    field(page).fill("Written in a tunnel");
    page.locator("#send").tap();
    assertThat(page.locator("#composer-error")).hasText("You are offline. Your text is kept.");
    assertThat(field(page)).hasValue("Written in a tunnel");
    sitting.look(page, Look.NARROW_LIGHT, "offline");
    asked.say(" and two").finish();
    page.context().setOffline(false);
    assertThat(page.locator("#body-2")).hasText("One and two");
    assertThat(line).hasAttribute("data-state", "");
    page.locator("#send").tap();
    sitting.model().asked().say("Got it").finish();
    assertThat(page.locator("#body-4")).hasText("Got it");
    assertThat(field(page)).hasValue("");
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions visible() {
    return new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
        .setUseInnerText(true);
  }

  @Test
  void it_survives_a_database_that_cannot_be_written_and_says_what_to_do() throws Exception {
    sitting.expect("status of 503");
    Page page = sitting.open(Look.WIDE_LIGHT);
    try (Connection _ = new DataFile(sitting.parley().data()).hold()) {
      sitting.send(page, "Keep me");
      assertThat(page.locator("#composer-error"))
          .hasText(
              "Another program has locked Parley's database. Close that program, or wait for it, and try again.");
      assertThat(field(page)).hasValue("Keep me");
      sitting.look(page, Look.WIDE_LIGHT, "locked");
    }
    assertThat(page.locator("#send")).isEnabled();
    field(page).press("Enter");
    sitting.model().asked().say("Kept").finish();
    assertThat(page.locator("#body-2")).hasText("Kept");
    assertThat(field(page)).hasValue("");
  }

  @Test
  void a_failing_server_takes_nothing_away() {
    sitting.expect("status of 503");
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.route("**/messages", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
    sitting.send(page, "Keep me");
    assertThat(page.locator("#composer-error"))
        .hasText("Parley does not answer. Your text is kept: try again.");
    assertThat(field(page)).hasValue("Keep me");
    assertThat(page.locator("#send")).isEnabled();
  }
}

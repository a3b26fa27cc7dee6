package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Chromium;
import chat.parley.support.Front;
import chat.parley.support.Fronts;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedProvider.Asked;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// The real proxies in front, as a person meets them.
final class ProxiesTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  /// What the console says where a proxy is not there, or says that Parley is not.
  private static final String GONE =
      "status of 50[234]|failed with status 50[234]|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY"
          + "|Failed to fetch|network error|htmx:error: timeout";

  /// From when on the stream, and not a poll, brings what is new.
  private static void listen(Page page) {
    page.evaluate(
        "() => addEventListener('hello', ({ target }) => { window.streams ||= target.id === 'stream' })");
  }

  @ParameterizedTest
  @ArgumentsSource(Fronts.class)
  void an_answer_streams_in_while_it_is_being_written(Front front) throws Exception {
    sitting.serveBehind(front);
    Page page = sitting.open(Look.WIDE_LIGHT);
    listen(page);
    sitting.send(page, "Hello");
    Asked asked = sitting.model().asked().say("One.\n\nTwo");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two"});
    Chromium.until(page, "window.streams");
    asked.say(" words.\n\nThree");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two words.", "Three"});
    asked.say(" and the end.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 p"))
        .hasText(new String[] {"One.", "Two words.", "Three and the end."});
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
  }

  @Test
  void where_nginx_is_made_to_buffer_an_answer_arrives_all_the_same() throws Exception {
    sitting.expect("htmx:error: timeout");
    sitting.serveBehind(Front.NGINX_MADE_TO_BUFFER);
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    Asked asked = sitting.model().asked().say("One.\n\nTwo");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two"});
    asked.say(" words.\n\nThree");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two words.", "Three"});
    asked.say(" and the end.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    sitting.send(page, "And a follow-up");
    assertThat(page.locator("#message-3 .message-body")).hasText("And a follow-up");
    sitting.model().asked().say("Also").finish();
    assertThat(page.locator("#body-4")).hasText("Also");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
  }

  /// What fills a buffer is let go, the stream's hello with it: the page must not take the stream
  /// for one that flows, and wait for the rest.
  @Test
  void the_end_of_a_long_answer_is_not_left_in_a_buffer() throws Exception {
    sitting.expect("htmx:error: timeout");
    sitting.serveBehind(Front.NGINX_MADE_TO_BUFFER);
    Page page = sitting.open(Look.WIDE_LIGHT);
    listen(page);
    sitting.send(page, "Hello");
    Asked asked = sitting.model().asked().say("Begun");
    assertThat(page.locator("#body-2")).containsText("Begun");
    asked.say("\n\n" + "many words ".repeat(3000) + "\n\nAlmost");
    assertThat(page.locator("#body-2")).containsText("Almost");
    Chromium.until(page, "window.streams"); // assumed: the full buffers have let the hello through
    asked.say(" the end.\n\nThe end.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2")).containsText("Almost the end.");
    sitting.send(page, "Again");
    assertThat(page.locator("#message-3 .message-body")).hasText("Again");
    sitting.model().asked().say("Short").finish();
    assertThat(page.locator("#body-4")).hasText("Short");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
  }

  @ParameterizedTest
  @ArgumentsSource(Fronts.Plain.class)
  void what_a_proxy_says_while_parley_is_away_is_not_shown_in_the_page(Front front) {
    sitting.expect(GONE);
    sitting.serveBehind(front);
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.evaluate("() => { window.sameDocument = true }");
    sitting.send(page, "Hello");
    sittingAsked().say("Before.\n\nIn the mid");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"Before.", "In the mid"});
    String chat = page.url();
    sitting.serveAgain(() -> {
      assertThat(page.locator("#connection")).hasAttribute("data-state", "reconnecting");
      sitting.send(page, "a draft");
      assertThat(page.locator("#composer-error")).containsText("Your text is kept");
      assertThat(page.locator("#composer-text")).hasValue("a draft");
      page.locator("[data-action=stop]").dispatchEvent("click");
      page.locator("[data-action=new-chat]").click();
      page.locator("#sidebar a.row[href^='/chat/']").first().click();
      assertThat(page.locator("#body-2 p")).hasText(new String[] {"Before.", "In the mid"});
      assertThat(page).hasURL(chat);
      assertThat(page.getByText("Bad Gateway")).hasCount(0);
      assertThat(page.getByText("Service Unavailable")).hasCount(0);
    });
    sittingAsked().say("dle.").finish();
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"Before.", "In the middle."});
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    assertThat(page.locator("#composer-text")).hasValue("a draft");
    assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
  }

  private Asked sittingAsked() {
    try {
      return sitting.model().asked();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Fronts.Plain.class)
  void a_proxy_that_is_started_again_in_the_middle_loses_nothing(Front front) throws Exception {
    sitting.expect(GONE);
    ReverseProxy proxy = sitting.serveBehind(front);
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.evaluate("() => { window.sameDocument = true }");
    sitting.send(page, "Hello");
    Asked asked = sitting.model().asked().say("Before.\n\nIn the mid");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"Before.", "In the mid"});
    proxy.stop();
    asked.say("dle.");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "reconnecting");
    proxy.start();
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"Before.", "In the middle."});
    asked.say("\n\nAfter.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 p"))
        .hasText(new String[] {"Before.", "In the middle.", "After."});
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
  }

  @Test
  void a_proxy_that_cuts_silent_streams_delays_nothing() throws Exception {
    sitting.expect(GONE);
    sitting.serveBehind(
        (port, parley) -> ReverseProxy.nginx(port, parley, "proxy_read_timeout 1s;"));
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    Asked asked = sitting.model().asked();
    page.waitForRequest(
        "**/sse/**", () -> page.waitForRequest("**/sse/**", () -> {})); // cut, and opened again
    asked.say("At last");
    assertThat(page.locator("#body-2")).hasText("At last");
    asked.finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
  }

  @Test
  void what_the_proxy_finds_too_large_is_said_and_kept() throws Exception {
    sitting.expect("status of 413");
    sitting.serveBehind(
        (port, parley) -> ReverseProxy.nginx(port, parley, "client_max_body_size 1k;"));
    Page page = sitting.open(Look.WIDE_LIGHT);
    String text = "many words ".repeat(200);
    sitting.send(page, text);
    assertThat(page.locator("#composer-error")).containsText("too long");
    assertThat(page.locator("#composer-text")).hasValue(text);
    assertThat(page.getByText("Request Entity Too Large")).hasCount(0);
    sitting.send(page, "Few words");
    sitting.model().asked().say("Yes").finish();
    assertThat(page.locator("#body-2")).hasText("Yes");
  }

  @ParameterizedTest
  @ArgumentsSource(Fronts.class)
  void without_script_the_answer_grows_too(Front front) throws Exception {
    sitting.serveBehind(front);
    Page page = sitting.open(Look.WIDE_LIGHT, options -> options.setJavaScriptEnabled(false));
    page.locator("#composer-text").fill("Hello");
    page.locator("#send").click();
    Asked asked = sitting.model().asked().say("One.\n\nTwo");
    FrameLocator growing = page.frameLocator("iframe.growing-frame");
    assertThat(growing.locator("main")).containsText("Two");
    asked.say(" words.\n\nThree");
    assertThat(growing.locator("main")).containsText("Three");
    asked.finish();
    growing.locator("a[href^='/chat/']").click();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
  }
}

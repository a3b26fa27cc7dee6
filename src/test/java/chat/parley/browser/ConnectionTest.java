package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Cable;
import chat.parley.support.Chromium;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Networks, proxies and servers with troubles of their own: the page ends up with the whole answer
/// all the same, and nobody presses reload.
final class ConnectionTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  /// What the console says where a server ends, and is not there for a while.
  private static final String GONE =
      "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY|Failed to fetch|network error";

  private static void mark(Page page) {
    page.evaluate("() => { window.sameDocument = true }");
  }

  private static void assertNotReloaded(Page page) {
    assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
  }

  /// From when on the stream, and not a poll, brings what is new.
  private static void listen(Page page) {
    page.evaluate(
        "() => addEventListener('hello', ({ target }) => { window.streams ||= target.id === 'stream' })");
  }

  /// Counts the requests for the stream.
  private static AtomicInteger streams(Page page) {
    AtomicInteger streams = new AtomicInteger();
    page.onRequest(request -> {
      if (request.url().contains("/sse/")) {
        streams.incrementAndGet();
      }
    });
    return streams;
  }

  @Test
  void a_page_whose_stream_finds_no_room_says_so_and_reads_on_by_polling()
      throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    AtomicInteger streams = streams(page);
    page.route(
        "**/sse/**",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(200)
                    .setContentType("text/event-stream")
                    .setBody("event: full\ndata: Too many.\nretry: 60000\n\n")));
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.asked(page).say("Here I");
    assertThat(page.locator("#body-2")).hasText("Here I");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "full");
    assertThat(page.getByText("Very many chats are open at once")).isVisible();
    asked.say(" am.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2")).hasText("Here I am.");
    assertThat(streams.get()).as("no storm of attempts").isLessThanOrEqualTo(2);
  }

  @Test
  void a_stream_that_cannot_be_opened_at_first_is_opened_again() throws InterruptedException {
    sitting.expect("status of 502");
    Page page = sitting.open(Look.WIDE_LIGHT);
    AtomicInteger streams = streams(page);
    page.route(
        "**/sse/**",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(502)
                    .setContentType("text/html")
                    .setBody("<h1>Bad gateway</h1>")),
        new Page.RouteOptions().setTimes(1));
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.asked(page).say("Here I");
    assertThat(page.locator("#body-2")).hasText("Here I");
    sitting.until(page, () -> streams.get() >= 2);
    asked.say(" am.").finish();
    assertThat(page.locator("#body-2")).hasText("Here I am.");
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.getByText("Bad gateway")).hasCount(0);
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
  }

  @Test
  void where_streams_are_held_back_the_answer_comes_by_polling() throws InterruptedException {
    sitting.expect("htmx:error: timeout");
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.route("**/sse/**", route -> {});
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.asked(page).say("Piece\n\nby ");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"Piece", "by"});
    asked.say("piece.\n\n1. one\n2. two\n");
    assertThat(page.locator("#body-2 li")).hasText(new String[] {"one", "two"});
    asked.say("3. three").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"Piece", "by piece."});
    assertThat(page.locator("#body-2 li")).hasText(new String[] {"one", "two", "three"});
    sitting.send(page, "And a follow-up");
    assertThat(page.locator("#message-3 .message-body")).hasText("And a follow-up");
    sitting.asked(page).say("Also").finish();
    assertThat(page.locator("#body-4")).hasText("Also");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
  }

  @Test
  void behind_a_proxy_that_collects_answers_it_comes_by_polling() throws InterruptedException {
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    cable.hold("GET /sse/");
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.navigate("http://127.0.0.1:" + cable.port() + "/");
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("One.\n\nTwo");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two"});
    asked.say(" and three").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two and three"});
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
  }

  @Test
  void a_connection_that_is_dead_without_saying_so_is_made_anew() throws InterruptedException {
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.navigate("http://127.0.0.1:" + cable.port() + "/");
    mark(page);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("Before the tunnel");
    assertThat(page.locator("#body-2")).hasText("Before the tunnel");
    cable.cut("GET /sse/");
    asked.say(" and after it");
    // Two and a half of these without a word, and the page takes the connection for dead.
    page.locator("#stream").evaluate("stream => { stream.dataset.heartbeat = 400 }");
    assertThat(page.locator("#body-2")).hasText("Before the tunnel and after it");
    asked.finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertNotReloaded(page);
  }

  @Test
  void a_server_that_starts_again_goes_on_and_so_does_the_page() throws InterruptedException {
    sitting.expect(GONE);
    sitting.serveContinuing();
    Page page = sitting.open(Look.WIDE_LIGHT);
    mark(page);
    sitting.send(page, "Hello");
    sitting.model().asked().say("Before.\n\nIn the mid");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"Before.", "In the mid"});
    page.locator("#composer-text").fill("a draft");
    sitting.serveAgain(() -> {
      assertThat(page.locator("#connection")).hasAttribute("data-state", "reconnecting");
      assertThat(page.getByText("Connecting again. What you write is kept.")).isVisible();
      sitting.look(page, Look.WIDE_LIGHT, "reconnecting");
    });
    ScriptedProvider.Asked asked = sitting.model().asked().say("dle.");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"Before.", "In the middle."});
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    asked.say("\n\nAfter.").finish();
    assertThat(page.locator("#body-2 p"))
        .hasText(new String[] {"Before.", "In the middle.", "After."});
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#composer-text")).hasValue("a draft");
    assertNotReloaded(page);
  }

  @Test
  void what_a_model_cannot_continue_after_a_restart_is_shown_as_interrupted()
      throws InterruptedException {
    sitting.expect(GONE);
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    sitting.model().asked().say("Only half");
    assertThat(page.locator("#body-2")).hasText("Only half");
    sitting.serveAgainWith(new ScriptedProvider(), () -> {});
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "interrupted");
    assertThat(page.locator("#body-2")).hasText("Only half");
    sitting.look(page, Look.WIDE_LIGHT, "interrupted");
    page.locator("button[value=continue]").click();
    ScriptedProvider.Asked asked = sitting.model().asked();
    asked.say(" and the rest").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2")).hasText(Pattern.compile("and the rest"));
  }

  @Test
  void a_frame_that_is_lost_on_the_way_is_asked_for_again() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    listen(page);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("One.\n\nTwo");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two"});
    Chromium.until(page, "window.streams");
    page.evaluate(
        """
        () => {
          window.lost = 0;
          const lose = (event) => {
            if (!event.detail.message.id || event.target.id !== "stream") return;
            removeEventListener("htmx:sse:before:message", lose, true);
            event.stopImmediatePropagation();
            event.detail.cancelled = true;
            window.lost++;
          };
          addEventListener("htmx:sse:before:message", lose, true);
        }\
        """);
    asked.say(" is lost.\n\nThree");
    Chromium.until(page, "window.lost === 1");
    asked.say(" is not.\n\nFour");
    assertThat(page.locator("#body-2 p"))
        .hasText(new String[] {"One.", "Two is lost.", "Three is not.", "Four"});
    asked.finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 p"))
        .hasText(new String[] {"One.", "Two is lost.", "Three is not.", "Four"});
  }

  @Test
  void a_hidden_tab_catches_up_when_it_is_shown_again() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    AtomicInteger streams = streams(page);
    listen(page);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("Seen");
    assertThat(page.locator("#body-2")).hasText("Seen");
    Chromium.until(page, "window.streams");
    int before = streams.get();
    hide(page, true);
    // assumed: the hidden tab has let its stream go
    TestApp.await(
        "the stream is closed",
        () -> {
          asked.say("."); // a server notices when it writes
          return sitting.parley().app().streams() == 0;
        });
    asked.say("\n\nNot seen.").finish();
    asked.awaitOver();
    assertThat(page.locator("#body-2")).not().containsText("Not seen.");
    hide(page, false);
    assertThat(page.locator("#body-2 p").last()).hasText("Not seen.");
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(streams.get()).isGreaterThan(before);
  }

  /// As when another tab is chosen, which a browser without a screen never does.
  private static void hide(Page page, boolean hidden) {
    page.evaluate(
        """
        hidden => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        }\
        """,
        hidden);
  }
}

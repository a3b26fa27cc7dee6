package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chat.parley.support.Cable;
import chat.parley.support.Chromium;
import chat.parley.support.EventReader;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever is in the way for however long: the page says so quietly, keeps what is typed, and in
/// the end shows what a page shows that was never cut.
final class OutageTest {
  private static final String BROKEN =
      "ERR_|Failed to fetch|network error|status of 502|htmx:error: timeout|reconnect failed with status 502";

  @RegisterExtension final Sitting sitting = new Sitting();

  /// What stands between, and answers instead of Parley.
  enum Between {
    BAD_GATEWAY(502, "text/html", "<h1>Bad gateway</h1>"),
    LOGIN_PAGE(200, "text/html", "<h1>Please sign in to the hotel's network</h1>"),
    NOTHING(200, "text/event-stream", "");

    private final int status;
    private final String type;
    private final String body;

    Between(int status, String type, String body) {
      this.status = status;
      this.type = type;
      this.body = body;
    }

    void answer(Route route) {
      route.fulfill(
          new Route.FulfillOptions().setStatus(status).setContentType(type).setBody(body));
    }
  }

  @ParameterizedTest
  @EnumSource
  void something_that_answers_instead_for_a_while_changes_nothing(Between between)
      throws InterruptedException {
    sitting.expect(BROKEN);
    Page page = sitting.open(Look.WIDE_LIGHT);
    AtomicBoolean there = new AtomicBoolean(true);
    for (String address : new String[] {"**/sse/**", "**/updates?**"}) {
      page.route(
          address,
          route -> {
            if (there.get()) {
              between.answer(route);
            } else {
              route.resume();
            }
          });
    }
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.asked(page).say("One.\n\n- tw");
    assertThat(page).hasURL(MainFlowTest.A_CHAT);
    page.locator("#composer-text").fill("a draft");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "reconnecting");
    sitting.look(page, Look.WIDE_LIGHT, between.name().toLowerCase(java.util.Locale.ROOT));
    asked.say("o\n- three");
    there.set(false);
    assertThat(page.locator("#body-2 li").last()).hasText("three");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    asked.say("\n\nThe end.").finish();
    assertEnds(page);
  }

  private static void assertEnds(Page page) {
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    assertThat(page.locator("#composer-text")).hasValue("a draft");
    assertThat(page.getByText("Bad gateway")).hasCount(0);
    assertThat(page.getByText("sign in to the hotel")).hasCount(0);
    SamePage.assertSameAsLoaded(page);
  }

  /// A page behind a cable, which shows the beginning of an answer, comes by a stream, and has a
  /// draft in its field.
  private Page behind(Cable cable) {
    Page page = sitting.open(Look.NARROW_LIGHT);
    page.navigate("http://127.0.0.1:" + cable.port() + "/");
    page.evaluate(
        "() => addEventListener('hello', ({ target }) => { window.streams ||= target.id === 'stream' })");
    Tab.mark(page);
    sitting.send(page, "Hello");
    sitting.until(page, sitting.model()::isAsked);
    Chromium.until(page, "window.streams");
    assertThat(page).hasURL(MainFlowTest.A_CHAT);
    page.locator("#composer-text").fill("a draft");
    return page;
  }

  @Test
  void from_one_network_to_another_it_goes_on_at_once() throws InterruptedException {
    sitting.expect(BROKEN);
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    Page page = behind(cable);
    ScriptedProvider.Asked asked = sitting.model().asked().say("In the house");
    assertThat(page.locator("#body-2")).hasText("In the house");
    cable.cut("GET /sse/"); // whatever was open is dead, and neither side hears of it
    page.context().setOffline(true);
    assertThat(page.locator("#connection")).hasAttribute("data-state", "offline");
    sitting.look(page, Look.NARROW_LIGHT, "between-networks");
    asked.say(", and on the way.\n\nAnd th");
    page.context().setOffline(false);
    assertThat(page.locator("#body-2 p").first()).hasText("In the house, and on the way.");
    asked.say("ere.").finish();
    assertEnds(page);
    Tab.assertNotReloaded(page);
  }

  @Test
  void a_page_that_was_frozen_while_its_connection_died_catches_up_when_it_is_thawed()
      throws InterruptedException {
    sitting.expect(BROKEN);
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    Page page = behind(cable);
    ScriptedProvider.Asked asked = sitting.model().asked().say("Before");
    assertThat(page.locator("#body-2")).hasText("Before");
    Tab.freeze(page);
    cable.cut("GET /sse/");
    asked.say(" and while it slept.\n\nThe end.").finish();
    asked.awaitOver();
    Tab.thaw(page);
    assertThat(page.locator("#body-2 p").last()).hasText("The end.");
    assertEnds(page);
    Tab.assertNotReloaded(page);
  }

  @Test
  void a_tab_that_was_hidden_until_the_answer_had_left_memory_shows_all_of_it()
      throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("Seen.\n\n1. on");
    assertThat(page.locator("#body-2 li")).hasText("on");
    page.locator("#composer-text").fill("a draft");
    String position = page.locator("#stream").getAttribute("data-position");
    Tab.hide(page, true);
    asked
        .say("e\n2. two\n\n```js\nlet a = 1;\n```\n\n[a]: https://example.org/\n\nSee [a].")
        .finish();
    asked.awaitOver();
    String chat = URI.create(page.url()).getPath();
    TestApp.await("the answer has left memory, and comes whole", () -> bodyWhole(chat, position));
    Tab.hide(page, false);
    assertThat(page.locator("#body-2 a")).hasText("a");
    assertEnds(page);
  }

  private boolean bodyWhole(String chat, String position) {
    try {
      return sitting.parley().updates(chat, position).stream()
          .map(EventReader.Event::data)
          .anyMatch(data -> data.contains("hx-target=\"#body-2\" hx-swap=\"innerHTML\""));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Chromium keeps no page of ours for the back button (they must not be stored), other browsers
  /// may: their connections are gone then, and nothing says so.
  @Test
  void a_page_that_was_kept_for_the_back_button_goes_on_at_once() throws InterruptedException {
    sitting.expect(BROKEN);
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    Page page = behind(cable);
    ScriptedProvider.Asked asked = sitting.model().asked().say("Before");
    assertThat(page.locator("#body-2")).hasText("Before");
    cable.cut("GET /sse/");
    asked.say(" and after.\n\nThe end.").finish();
    asked.awaitOver();
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    assertThat(page.locator("#body-2 p").last()).hasText("The end.");
    assertEnds(page);
    Tab.assertNotReloaded(page);
  }

  @Test
  void who_leaves_and_comes_back_by_the_back_button_finds_the_draft_and_the_whole_answer()
      throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("Before");
    assertThat(page.locator("#body-2")).hasText("Before");
    page.locator("#composer-text").fill("a draft");
    page.navigate(sitting.url("/docs"));
    asked.say(" and after.\n\nThe");
    page.goBack();
    assertThat(page.locator("#body-2 p").last()).hasText("The");
    asked.say(" end.").finish();
    assertEnds(page);
  }
}

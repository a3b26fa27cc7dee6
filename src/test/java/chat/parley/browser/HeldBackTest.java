package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Cable;
import chat.parley.support.ScriptedProvider.Asked;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Something on the way keeps what a stream says: the page reads on by polling, and finds back.
final class HeldBackTest {
  /// When another stream has been tried for certain. Milliseconds.
  private static final int UNTIL_A_TRIAL = 320_000;

  private static final int TRIALS = 5;
  private static final int FOR_A_TRIAL = 8_000; // ms

  @RegisterExtension final Sitting sitting = new Sitting();

  /// A page behind a cable, with a clock that the test can put forward.
  private Page open(Cable cable) {
    sitting.expect("htmx:error: timeout"); // the clock is put forward while something is asked
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.clock().install();
    page.navigate("http://127.0.0.1:" + cable.port() + "/");
    page.evaluate(
        """
        () => {
          window.streamed = 0;
          document.addEventListener("htmx:sse:before:message", ({ target, detail }) => {
            if (target.id === "stream" && detail.message.id) window.streamed++;
          });
        }\
        """);
    return page;
  }

  /// Where the browser is slow a poll may have been faster, and has brought what there was.
  private void sayUntilItStreams(Page page, Asked asked) {
    page.evaluate("() => { window.streamed = 0 }");
    sitting.until(
        page,
        () -> {
          asked.say(" and");
          return Boolean.TRUE.equals(page.evaluate("() => window.streamed > 0"));
        });
  }

  /// Where the browser is slow its hello may come too late for the first.
  private void findBack(Page page, Asked asked) {
    page.evaluate("() => { window.streamed = 0 }");
    for (int trial = 0; trial < TRIALS; trial++) {
      page.clock().fastForward(UNTIL_A_TRIAL);
      try {
        page.waitForCondition(
            () -> {
              asked.say(" and");
              return Boolean.TRUE.equals(page.evaluate("() => window.streamed > 0"));
            },
            new Page.WaitForConditionOptions().setTimeout(FOR_A_TRIAL));
        return;
      } catch (TimeoutError e) {
        // the next one, then
      }
    }
    throw new AssertionError("The page has not found back to streaming");
  }

  @Test
  void it_streams_again_when_nothing_is_held_back_any_more() throws InterruptedException {
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    cable.hold("GET /sse/");
    Page page = open(cable);
    sitting.send(page, "Hello");
    Asked asked = sitting.model().asked().say("By polling");
    assertThat(page.locator("#body-2")).hasText("By polling");
    cable.letGo();
    findBack(page, asked);
    asked.say(" by a stream").finish();
    assertThat(page.locator("#body-2")).containsText(" and by a stream");
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
  }

  @Test
  void a_stream_that_is_held_back_after_its_hello_is_noticed() throws InterruptedException {
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    Page page = open(cable);
    sitting.send(page, "Hello");
    Asked asked = sitting.model().asked().say("By a stream");
    assertThat(page.locator("#body-2")).hasText("By a stream");
    sayUntilItStreams(page, asked);
    cable.hold("GET /sse/");
    asked.say(", then by polling");
    assertThat(page.locator("#body-2")).containsText(", then by polling");
    asked.say(", and more of it");
    assertThat(page.locator("#body-2")).containsText(", then by polling, and more of it");
    cable.letGo();
    findBack(page, asked);
    asked.say(" by a stream").finish();
    assertThat(page.locator("#body-2")).containsText(" and by a stream");
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
  }

  @Test
  void a_message_that_is_sent_while_streams_are_held_back_appears() throws InterruptedException {
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    Page page = open(cable);
    sitting.send(page, "Hello");
    Asked first = sitting.model().asked();
    sayUntilItStreams(page, first);
    first.finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    cable.hold("GET /sse/");
    sitting.send(page, "Are you there?");
    assertThat(page.locator("#message-3 .message-body")).hasText("Are you there?");
    sitting.model().asked().say("Yes").finish();
    assertThat(page.locator("#body-4")).hasText("Yes");
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "finished");
  }

  @Test
  void streams_are_tried_ever_more_seldom_while_they_are_held_back() throws InterruptedException {
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    cable.hold("GET /sse/");
    Page page = open(cable);
    sitting.send(page, "Hello");
    sitting.model().asked().say("By polling");
    assertThat(page.locator("#body-2")).hasText("By polling");
    AtomicInteger trials = new AtomicInteger();
    AtomicInteger unanswered = new AtomicInteger();
    page.onRequest(request -> {
      unanswered.incrementAndGet();
      if (request.url().contains("/sse/")) {
        trials.incrementAndGet();
      }
    });
    page.onResponse(_ -> unanswered.decrementAndGet());
    for (int seconds = 0; seconds < 600; seconds += 4) {
      page.clock().fastForward(4_000);
      sitting.until(page, () -> unanswered.get() <= 0);
    }
    assertThat(trials.get()).as("streams tried in ten minutes").isBetween(2, 12);
  }
}

package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Cable;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A page on the worst of lines, which is torn, pulled out, dead without saying so, and answered by
/// a proxy, while its tab is hidden, frozen and offline at random: in the end it shows what a page
/// shows that was never cut.
final class StormTest {
  private static final int STEPS = Integer.getInteger("parley.steps", 40);
  private static final String BAD_GATEWAY =
      "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 20\r\nConnection: close\r\n\r\n"
          + "<h1>Bad gateway</h1>";

  private static final List<String> PIECES =
      List.of(
          "# A he",
          "ading\n\nA paragraph with *emph",
          "asis*, `co",
          "de` and 👩‍🚀.\n\n- one\n- tw",
          "o\n- three\n\n  loose now\n\n```java\nint a = 1;\n",
          "String s = \"</p>\";\n``",
          "`\n\n| a | b |\n|---|---|\n| 1 | 2",
          " |\n| 3 | 4 |\n\n1. fir",
          "st\n2. second\n\n> quo",
          "ted\n\n<b>raw</b> and [a link](https://exa",
          "mple.org/). $x^2",
          "$\n\nThe end of it.\n\n");

  @RegisterExtension final Sitting sitting = new Sitting();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothing_is_lost_and_nothing_is_doubled(long seed) throws InterruptedException {
    sitting.expect("ERR_|Failed to fetch|network error|status of 502|htmx:error|status 502");
    Random random = new Random(Long.getLong("parley.seed", seed));
    Cable cable = sitting.with(Cable.to(sitting.parley().port()));
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.navigate("http://127.0.0.1:" + cable.port() + "/");
    Tab.mark(page);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked();
    assertThat(page).hasURL(MainFlowTest.A_CHAT);
    page.locator("#composer-text").fill("a draft");
    // A dead connection is noticed within a second.
    page.locator("#stream").evaluate("stream => { stream.dataset.heartbeat = 400 }");
    List<String> blown = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      asked.say(PIECES.get(step % PIECES.size()));
      blown.add(blow(random, cable, page));
      page.waitForTimeout(random.nextInt(250)); // the moment is what is random here
    }
    calm(cable, page);
    asked.say("\n\nCalm.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(blown).as("assumed: it was a storm").contains("tear", "offline", "freeze", "hide");
    assertThat(page.locator("#body-2 p").last()).hasText("Calm.");
    SamePage.assertSameAsLoaded(page);
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    assertThat(page.locator("#composer-text")).hasValue("a draft");
    Tab.assertNotReloaded(page);
  }

  private static String blow(Random random, Cable cable, Page page) {
    return switch (random.nextInt(10)) {
      case 0 -> {
        cable.tear();
        yield "tear";
      }
      case 1 -> {
        cable.cut("GET /sse/");
        yield "cut";
      }
      case 2 -> {
        cable.pull();
        yield "pull";
      }
      case 3 -> {
        cable.answer(BAD_GATEWAY);
        yield "proxy";
      }
      case 4 -> {
        page.context().setOffline(true);
        yield "offline";
      }
      case 5 -> {
        Tab.hide(page, true);
        yield "hide";
      }
      case 6 -> {
        Tab.freeze(page);
        cable.cut("GET /sse/");
        page.waitForTimeout(random.nextInt(250));
        Tab.thaw(page);
        yield "freeze";
      }
      default -> {
        calm(cable, page);
        yield "calm";
      }
    };
  }

  private static void calm(Cable cable, Page page) {
    cable.plug();
    page.context().setOffline(false);
    Tab.hide(page, false);
  }
}

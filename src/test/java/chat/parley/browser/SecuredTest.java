package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Chromium;
import chat.parley.support.ScriptedProvider.Asked;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Parley with a certificate of its own, where a browser speaks HTTP/2: all tabs share a
/// connection.
final class SecuredTest {
  private static final String PROTOCOLS =
      "() => [...new Set(performance.getEntriesByType('navigation')"
          + ".concat(performance.getEntriesByType('resource')).map(e => e.nextHopProtocol).filter(p => p))]";

  @RegisterExtension final Sitting sitting = new Sitting();

  private Page open() {
    return sitting.open(Look.WIDE_LIGHT, options -> options.setIgnoreHTTPSErrors(true));
  }

  @Test
  void an_answer_streams_in_over_http_2_goes_on_after_a_reload_and_is_stopped() throws Exception {
    sitting.serveSecured();
    Page page = open();
    sitting.send(page, "Hello");
    Asked asked = sitting.model().asked().say("One.\n\nTwo");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two"});
    asked.say(" words.\n\nThree");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two words.", "Three"});
    page.reload();
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"One.", "Two words.", "Three"});
    asked.say(" more.\n\nFour");
    assertThat(page.locator("#body-2 p"))
        .hasText(new String[] {"One.", "Two words.", "Three more.", "Four"});
    assertThat(page.evaluate(PROTOCOLS)).isEqualTo(List.of("h2"));
    page.locator("button[data-action=stop]").first().click();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "stopped");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
  }

  /// assumed: more tabs than HTTP/1.1 has connections for
  @Test
  void ten_tabs_stream_at_once() throws Exception {
    sitting.serveSecured();
    Page first = open();
    sitting.send(first, "Hello");
    Asked asked = sitting.model().asked().say("One");
    assertThat(first.locator("#body-2")).hasText("One");
    List<Page> tabs = new ArrayList<>(List.of(first));
    for (int i = 0; i < 9; i++) {
      Page tab = first.context().newPage();
      tab.addInitScript(
          "addEventListener('hello', ({ target }) => { window.streams ||= target.id === 'stream' })");
      tab.navigate(first.url());
      tabs.add(tab);
    }
    for (Page tab : tabs.subList(1, tabs.size())) {
      Chromium.until(tab, "window.streams");
    }
    asked.say(" and two").finish();
    for (Page tab : tabs) {
      assertThat(tab.locator("#message-2")).hasAttribute("data-state", "finished");
      assertThat(tab.locator("#body-2")).hasText("One and two");
    }
  }
}

package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chat.parley.docs.Docs;
import chat.parley.docs.DocsIndex;
import chat.parley.docs.Guide;
import chat.parley.model.LocalServers;
import chat.parley.provider.LocalServer.Software;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What runs on this computer is connected with one click, from the home page.
final class OffersTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void one_click_on_the_home_page_and_it_answers(Look look) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        DocsIndex docs = new DocsIndex(() -> Docs.shipped().sections())) {
      upstream.listing(Scripts.listing("qwen", "llama"));
      upstream.always(Scripts.good("From your own computer."));
      sitting.serveBeside(
          List.of(new LocalServers.LocalServerAddress(Software.LM_STUDIO, upstream.port())),
          new Guide(docs, Guide.PACE));
      Page page = sitting.open(look);
      Locator offer = page.locator(".offers button");
      sitting.until(
          page,
          () -> {
            page.reload();
            return offer.count() == 1;
          });
      assertThat(offer).hasText("Connect LM Studio");
      Axe.check(page);
      sitting.look(page, look, "offer");
      offer.click();
      assertThat(page.locator(".offers")).hasCount(0);
      assertThat(page.locator("#composer-model option").first())
          .hasAttribute("value", "lm-studio/llama");
      sitting.send(page, "Hello");
      assertThat(page.locator("#body-2")).hasText("From your own computer.");
    }
  }
}

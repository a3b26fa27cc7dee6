package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chat.parley.docs.Docs;
import chat.parley.docs.DocsIndex;
import chat.parley.docs.Guide;
import chat.parley.provider.OpenAiProvider;
import chat.parley.provider.Timeouts;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.TestApp;
import com.microsoft.playwright.Page;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The same way with the providers that ship.
final class ProvidersTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  @Test
  void a_server_that_speaks_openais_protocol_answers() throws InterruptedException {
    ScriptedUpstream upstream = sitting.with(ScriptedUpstream.start());
    sitting.serve(
        sitting.with(
            new OpenAiProvider(
                "openai", upstream.url(), Optional.empty(), Timeouts.DEFAULT, Clock.systemUTC())));
    String model = "option[value='openai/scripted-small']";
    // A server that takes its time with its list is in the menu of the next page.
    TestApp.await(
        "the models are listed", () -> !sitting.parley().page("/").select(model).isEmpty());
    Page page = sitting.open(Look.WIDE_LIGHT);
    page.locator("#composer-model").selectOption("openai/scripted-small");
    sitting.send(page, "script: paced 20 20");
    assertThat(page.locator("#body-2")).containsText("word3");
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2")).containsText("word19");
    assertThat(page.locator("#actions-2 .by")).hasText("scripted-small");
    assertThat(page.locator("#composer-model option:checked")).containsText("scripted-small");
    sitting.send(page, "script: closes-later");
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "failed");
    assertThat(page.locator("#message-4 .fault p"))
        .containsText("The connection to the model broke off.");
    sitting.look(page, Look.WIDE_LIGHT, "broke-off");
  }

  @Test
  void guide_answers_where_no_model_is_connected() {
    DocsIndex docs = sitting.with(new DocsIndex(() -> Docs.shipped().sections()));
    sitting.serve(new Guide(docs, Guide.PACE));
    Page page = sitting.open(Look.WIDE_LIGHT);
    assertThat(page.locator(".hint")).containsText("No model is connected yet");
    sitting.look(page, Look.WIDE_LIGHT, "home");
    sitting.send(page, "How do I connect Ollama?");
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2")).containsText("OPENAI_BASE_URL");
    assertThat(page.locator("#body-2 a[href^='/docs/']").first()).isVisible();
    sitting.look(page, Look.WIDE_LIGHT, "guide");
    page.locator("#body-2 a[href^='/docs/']").first().click();
    assertThat(page.locator("main.docs")).isVisible();
  }
}

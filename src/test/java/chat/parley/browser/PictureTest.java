package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chat.parley.provider.Chunk;
import chat.parley.provider.Ending;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Takes the picture that the README shows. `-Dparley.screenshots=docs/images` puts it in its
/// place.
final class PictureTest {
  private static final String ANSWER =
      """
      Sunlight is all colours at once. The molecules of the air scatter **short waves far more than long ones**, \
      so blue comes to you from every direction and red mostly goes straight on.

      How much more? The strength of this scattering grows with the fourth power of the frequency:

      ```python
      def scattering(wavelength, reference=650):
          return (reference / wavelength) ** 4

      print(round(scattering(450), 1))  # 4.4
      ```

      So blue light is scattered about four times as much as red. In the evening the light has a longer way \
      through the air, most of the blue is gone before it arrives, and the sun looks red.
      """;

  @RegisterExtension final Sitting sitting = new Sitting();

  @Test
  void a_chat_with_a_finished_answer() {
    sitting.serve(new Writer());
    Page page = sitting.open(Look.WIDE_LIGHT);
    for (String question :
        List.of("Plan a weekend in Lisbon", "A toast for Ada's birthday", "Why is the sky blue?")) {
      page.navigate(sitting.url("/"));
      sitting.send(page, question);
      assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    }
    assertThat(page.locator("#body-2 .hljs-keyword").first()).isVisible();
    Locator field = page.locator("#composer-text");
    field.blur();
    page.mouse().move(0, 0);
    page.screenshot(
        new Page.ScreenshotOptions()
            .setAnimations(ScreenshotAnimations.DISABLED)
            .setPath(Sitting.screenshots().resolve("chat.png")));
  }

  /// Says the same to everybody.
  private static final class Writer implements Provider {
    @Override
    public String name() {
      return "ollama";
    }

    @Override
    public Listing models() {
      return new Listing.Models(List.of(new Model("ollama", "llama3.2", 8192)));
    }

    @Override
    public Ending answer(Prompt prompt, Consumer<Chunk> sink) {
      sink.accept(new Chunk.Text(ANSWER));
      return new Ending.Complete(false, 10, 200);
    }
  }
}

package chat.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// What axe finds on a page: nothing serious, nothing critical.
final class Axe {
  private static final String AXE = axe();

  private Axe() {}

  private static String axe() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void check(Page page) {
    // What is fading in or out is judged as it will be: a colour in between is nobody's reading.
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    page.evaluate(AXE); // from outside: the page's policy lets nothing in that is not its own
    Object found =
        page.evaluate(
            """
            async () => (await axe.run()).violations
              .filter(({ impact }) => impact === "serious" || impact === "critical")
              .map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(" ")}`)\
            """);
    assertThat(found).as("axe on %s", page.url()).isEqualTo(List.of());
  }
}

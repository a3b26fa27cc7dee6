package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a person finds in the settings, on a laptop and on a phone.
final class OwnDataTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void a_person_chooses_takes_along_and_deletes(Look look) throws Exception {
    Page page = sitting.open(look);
    sitting.send(page, "To be deleted");
    sitting.model().asked().say("Yes.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");

    page.navigate(sitting.url("/settings"));
    assertThat(page.locator(".sheet .theme input[value=system]")).isChecked();
    page.locator(".sheet .theme input[value=dark]").check();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    assertThat(page.locator("#more .theme input[value=dark]")).isChecked();
    page.locator(".sheet .theme input[value=system]").check();
    assertThat(page.locator("html[data-theme]")).hasCount(0);

    page.locator("#default-model").selectOption("scripted/large");
    page.locator("#system-prompt").fill("Answer in rhymes.\nOne line is enough.");
    page.locator("#chats button").click();
    assertThat(page.locator("#chats .saved")).hasText("Saved.");
    assertThat(page.locator("#system-prompt")).hasValue("Answer in rhymes.\nOne line is enough.");
    sitting.look(page, look, "settings");
    assertNothingSticksOut(page);

    Download download = page.waitForDownload(() -> page.locator("#export a").click());
    assertThat(names(download)).hasSize(2).last().isEqualTo("chats.json");

    Locator chats = page.locator(".deletion").first();
    chats.locator("summary").click();
    chats.locator("input").fill("yes");
    sitting.expect("status of 422");
    chats.locator("button").click();
    assertThat(page.locator("#delete-chats-error")).containsText("Nothing was deleted.");
    assertThat(page.locator("#delete-chats")).isVisible();
    sitting.look(page, look, "refused");
    page.locator("#delete-chats").fill("delete");
    page.locator(".deletion").first().locator("button").click();
    assertThat(page.locator("#deletion .saved")).hasText("All chats are deleted.");
    assertThat(page.locator(".sidebar-empty")).hasCount(1);
  }

  private static void assertNothingSticksOut(Page page) {
    assertThat(
            page.evaluate(
                "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
        .as("no page is wider than its screen")
        .isEqualTo(true);
  }

  private static List<String> names(Download download) throws Exception {
    List<String> names = new ArrayList<>();
    try (InputStream in = download.createReadStream();
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }
}

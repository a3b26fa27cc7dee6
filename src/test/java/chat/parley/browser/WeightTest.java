package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Nightly;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a browser has to fetch.
@Nightly("the same weight is counted without a browser by budget.WeightTest")
final class WeightTest {
  private static final int MOST_SCRIPT = 40 * 1024; // bytes, as they travel

  @RegisterExtension final Sitting sitting = new Sitting();

  @Test
  void a_chat_without_code_loads_little_script() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    sitting.model().asked().say("Hello **you**.").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    String chat = page.url();

    Page fresh = sitting.person(Look.WIDE_LIGHT, options -> options).newPage();
    List<Request> scripts = new ArrayList<>();
    fresh.onRequestFinished(request -> {
      if (request.resourceType().equals("script")) {
        scripts.add(request);
      }
    });
    fresh.navigate(chat);
    assertThat(fresh.locator("#body-2 strong")).hasText("you");
    int bytes = 0;
    for (Request script : List.copyOf(scripts)) {
      int size = script.sizes().responseBodySize;
      bytes += size;
      System.out.printf("%7d %s%n", size, script.url().replaceFirst(".*/static/[^/]*/", ""));
    }
    System.out.printf(
        "%7d bytes of script, gzipped, before the first code block (at most %d)%n",
        bytes, MOST_SCRIPT);
    assertThat(scripts.size()).as("assumed: the scripts were seen").isGreaterThan(5);
    assertThat(bytes).isLessThanOrEqualTo(MOST_SCRIPT);
    assertThat(scripts).extracting(Request::url).noneMatch(url -> url.contains("highlight"));
  }
}

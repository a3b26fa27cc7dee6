package chat.parley.browser;

import chat.parley.support.ReaderPage;
import com.microsoft.playwright.Page;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/// Compares a page that has been through something with one that was opened a moment ago: both must
/// show the same messages, to the letter.
final class SamePage {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private SamePage() {}

  /// The scripts of both may still be busy (code is highlighted when its block has ended): they get
  /// their time.
  static void assertSameAsLoaded(Page page) {
    Page fresh = page.context().newPage();
    fresh.navigate(page.url());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!messages(page).equals(messages(fresh)) && System.nanoTime() < deadline) {
      page.waitForTimeout(50);
    }
    String expected = messages(fresh);
    fresh.close();
    Assertions.assertThat(difference(messages(page), expected)).isEmpty();
  }

  private static String difference(String shown, String expected) {
    if (shown.equals(expected)) {
      return "";
    }
    int at = 0;
    while (at < Math.min(shown.length(), expected.length())
        && shown.charAt(at) == expected.charAt(at)) {
      at++;
    }
    return "shown: " + around(shown, at) + "\nexpected: " + around(expected, at);
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 120));
  }

  private static String messages(Page page) {
    Document document = Jsoup.parse(page.content());
    // What htmx and our scripts mark as done.
    document.select("[data-htmx-powered]").removeAttr("data-htmx-powered");
    document.select("[class='']").removeAttr("class");
    document.select("[style='']").removeAttr("style"); // left by a picture that was taken
    return ReaderPage.canonical(document.expectFirst("#messages"));
  }
}

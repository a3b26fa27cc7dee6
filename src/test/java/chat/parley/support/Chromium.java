package chat.parley.support;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The browser that the system has. Without one the browser tests fail: a test that is skipped
/// shows nothing.
public final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /// Starts the program that `-Dparley.chromium` names; `bin/test` finds one and names it.
  public static Chromium start() {
    String program = System.getProperty("parley.chromium", "");
    if (!Files.isExecutable(Path.of(program))) {
      throw new IllegalStateException(
          "-Dparley.chromium must name a Chromium that can be run; it is '" + program + "'");
    }
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      return new Chromium(
          playwright,
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(Path.of(program))
                      .setArgs(FLAGS)));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /// Waits until an expression is true in a page. From outside: the page's own policy lets nobody
  /// evaluate text in it, so that Playwright's own wait fails wherever it has to look twice.
  public static void until(Page page, String expression) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(page.evaluate("() => Boolean(" + expression + ")"))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within " + PATIENCE + ": " + expression);
      }
      page.waitForTimeout(20);
    }
  }
}

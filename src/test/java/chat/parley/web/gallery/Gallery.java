package chat.parley.web.gallery;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes a picture of every page in every state, wide and narrow, light and dark, into
/// `target/gallery`, and prints what a browser or axe complains about. Run it after a change to a
/// template or a style sheet, and look at the pictures.
final class Gallery {
  private static final Path OUT = Path.of("target/gallery");
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /// Formulas are set and code is coloured.
  private static final String DRESSED =
      """
      () => [...document.querySelectorAll('.math')].every(m => m.closest('.tail') || m.querySelector('.katex'))
          && [...document.querySelectorAll('.code-end')].every(end => end.closest('.tail, pre[data-finished]'))
      """;

  private final List<String> complaints = new ArrayList<>();

  private Gallery() {}

  /// @param args names of the pages to take; none = all
  public static void main(String[] args) throws IOException {
    var gallery = new Gallery();
    gallery.take(List.of(args));
    gallery.complaints.forEach(System.out::println);
    System.out.println(gallery.complaints.size() + " complaints");
  }

  private void take(List<String> wanted) throws IOException {
    Files.createDirectories(OUT);
    var options =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    var launch =
        new BrowserType.LaunchOptions().setExecutablePath(Path.of(chromium())).setArgs(FLAGS);
    try (var server = new GalleryServer();
        var playwright = Playwright.create(options);
        var browser = playwright.chromium().launch(launch)) {
      for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        take(server, browser, scheme, 1280, 800, wanted);
        take(server, browser, scheme, 390, 844, wanted);
      }
    }
  }

  private static String chromium() {
    return System.getProperty("parley.chromium", "/usr/bin/chromium");
  }

  private void take(
      GalleryServer server,
      Browser browser,
      ColorScheme scheme,
      int width,
      int height,
      List<String> wanted)
      throws IOException {
    var narrow = width < 768;
    var options =
        new Browser.NewContextOptions()
            .setViewportSize(width, height)
            .setColorScheme(scheme)
            .setReducedMotion(ReducedMotion.REDUCE)
            .setHasTouch(narrow)
            .setIsMobile(narrow);
    try (var context = browser.newContext(options);
        var page = context.newPage()) {
      for (var entry : server.pages().entrySet()) {
        var name = entry.getKey();
        if (!wanted.isEmpty() && !wanted.contains(name)) {
          continue;
        }
        var shot =
            "%s-%d-%s".formatted(name, width, scheme.name().toLowerCase(java.util.Locale.ROOT));
        Files.writeString(OUT.resolve(name + ".html"), entry.getValue());
        look(page, server.url(name), shot);
      }
    }
  }

  private void look(Page page, String url, String shot) throws IOException {
    page.onConsoleMessage(message -> {
      if (List.of("error", "warning").contains(message.type())) {
        complaints.add(shot + " console: " + message.text());
      }
    });
    page.navigate(url);
    try {
      page.waitForFunction(DRESSED, null, new Page.WaitForFunctionOptions().setTimeout(5_000));
    } catch (TimeoutError e) {
      complaints.add(shot + " has formulas or code that were never dressed");
    }
    page.waitForLoadState(LoadState.NETWORKIDLE);
    page.screenshot(new Page.ScreenshotOptions().setPath(OUT.resolve(shot + ".png")));
    if (page.evaluate("() => document.documentElement.scrollWidth > innerWidth").equals(true)) {
      complaints.add(shot + " scrolls sideways");
    }
    axe(page, shot);
  }

  /// axe is read from the outside, since the policy lets no page run a script that is not its own.
  private void axe(Page page, String shot) throws IOException {
    try (var in = Gallery.class.getResourceAsStream("/axe/axe.min.js")) {
      if (in == null) {
        complaints.add("axe is not on the class path");
        return;
      }
      page.evaluate(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }
    var found =
        page.evaluate(
            "async () => (await axe.run()).violations.map(v => v.impact + ' ' + v.id + ': ' + v.nodes.slice(0, 3)"
                + ".map(n => n.target + ' ' + (n.any[0]?.message ?? '')).join(' | '))");
    if (found instanceof List<?> violations) {
      violations.forEach(violation -> complaints.add(shot + " axe: " + violation));
    }
  }
}

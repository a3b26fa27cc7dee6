package chat.parley.page.gallery;

import chat.parley.support.Chromium;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Takes a picture of every page in every state, wide and narrow, light and dark, into
/// `target/gallery`, and prints what a browser or axe complains about. Run it after a change to a
/// template or a style sheet, and look at the pictures.
final class Gallery {
  private static final Path OUT = Path.of("target/gallery");

  /// A page after a few clicks; `?` and `Home` are keys, everything else a selector.
  private record Scene(
      String name, String page, boolean wide, boolean narrow, List<String> steps) {}

  private static final List<Scene> SCENES =
      List.of(
          new Scene("drawer", "chat-long", false, true, List.of("[popovertarget=sidebar]")),
          new Scene("more", "home", true, false, List.of("[popovertarget=more]")),
          new Scene(
              "drawer-more",
              "home",
              false,
              true,
              List.of("[popovertarget=sidebar]", "[popovertarget=more]")),
          new Scene("menu", "chat-long", true, true, List.of("[popovertarget=chat-menu]")),
          new Scene("shortcuts", "chat-queued", true, false, List.of("?")),
          new Scene("edit", "chat-finished", true, true, List.of("#edit-3 summary")),
          new Scene("thought", "chat-thinking", true, true, List.of(".thought summary")),
          new Scene("collapsed", "chat-stopped", true, false, List.of(".sidebar [data-action]")),
          new Scene("starter", "home", true, true, List.of("[data-starter]")),
          new Scene("wrapped", "chat-long", false, true, List.of(".code-bar [aria-pressed]")),
          new Scene("beginning", "chat-long", true, true, List.of("Home")),
          new Scene("details", "chat-failed", true, true, List.of(".fault summary")));

  /// Formulas are set and code is coloured.
  private static final String DRESSED =
      """
      () => document.fonts.status === 'loaded' && [...document.querySelectorAll('.math')].every(m => m.closest('.tail') || m.querySelector('.katex'))
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
    try (var server = new GalleryServer();
        var chromium = Chromium.start()) {
      for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        take(server, chromium.browser(), scheme, 1280, 800, wanted);
        take(server, chromium.browser(), scheme, 390, 844, wanted);
      }
    }
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
      page.onConsoleMessage(message -> {
        if (List.of("error", "warning").contains(message.type())) {
          complaints.add(page.url() + " console: " + message.text());
        }
      });
      for (var scene : scenes(server, narrow)) {
        if (wanted.isEmpty() || wanted.contains(scene.name())) {
          page.navigate(server.url(scene.page()));
          page.waitForLoadState(LoadState.LOAD);
          scene.steps().forEach(step -> take(page, step));
          look(
              page,
              "%s-%d-%s".formatted(scene.name(), width, scheme.name().toLowerCase(Locale.ROOT)));
          page.evaluate("() => localStorage.clear()");
        }
      }
    }
  }

  private static List<Scene> scenes(GalleryServer server, boolean narrow) {
    return Stream.concat(
            server.pages().keySet().stream()
                .map(name -> new Scene(name, name, true, true, List.of())),
            SCENES.stream())
        .filter(scene -> narrow ? scene.narrow() : scene.wide())
        .toList();
  }

  private static void take(Page page, String step) {
    if (step.equals("Home")) {
      page.evaluate("() => scrollTo(0, 0)");
    } else if (step.equals("?")) {
      page.locator("body").press(step);
    } else {
      page.locator(step).locator("visible=true").first().click();
    }
  }

  private void look(Page page, String shot) throws IOException {
    try {
      page.waitForFunction(DRESSED, null, new Page.WaitForFunctionOptions().setTimeout(5_000));
    } catch (TimeoutError e) {
      complaints.add(shot + " has formulas or code that were never dressed");
    }
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
      page.evaluate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
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

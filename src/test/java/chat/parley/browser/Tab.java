package chat.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// What happens to a tab, and what a browser without a screen never does by itself.
final class Tab {
  private static final Map<Page, CDPSession> DEBUGGERS = new WeakHashMap<>();

  private Tab() {}

  /// As when another tab is chosen, and this one again.
  static void hide(Page page, boolean hidden) {
    page.evaluate(
        """
        hidden => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        }\
        """,
        hidden);
  }

  /// Hides a page that is then loaded anew, so that nothing can be asked of it in that moment.
  static void hideSoon(Page page) {
    page.evaluate(
        """
        () => {
          setTimeout(() => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
            document.dispatchEvent(new Event("visibilitychange"));
          });
        }\
        """);
  }

  /// As when a phone puts a page to sleep: nothing of it runs until it is thawed. (A browser that
  /// is driven from outside does not do this by itself, but it can be held by its debugger.)
  static void freeze(Page page) {
    CDPSession debugger = DEBUGGERS.computeIfAbsent(page, one -> one.context().newCDPSession(one));
    AtomicBoolean paused = new AtomicBoolean();
    debugger.on("Debugger.paused", _ -> paused.set(true));
    debugger.send("Debugger.enable");
    debugger.send("Debugger.pause");
    page.waitForCondition(paused::get);
  }

  static void thaw(Page page) {
    CDPSession debugger = Objects.requireNonNull(DEBUGGERS.get(page), "It is not frozen");
    debugger.send("Debugger.disable");
    page.evaluate("() => document.dispatchEvent(new Event('resume'))");
  }

  /// Remembers that this is the document that it is.
  static void mark(Page page) {
    page.evaluate("() => { window.sameDocument = true }");
  }

  static void assertNotReloaded(Page page) {
    assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
  }
}

package chat.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;

/// What happens to a tab, and what a browser without a screen never does by itself.
final class Tab {
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

  /// As when a phone puts a page to sleep: nothing of it runs until it is thawed.
  static void freeze(Page page) {
    lifecycle(page, "frozen");
  }

  static void thaw(Page page) {
    lifecycle(page, "active");
  }

  private static void lifecycle(Page page, String state) {
    CDPSession session = page.context().newCDPSession(page);
    JsonObject wanted = new JsonObject();
    wanted.addProperty("state", state);
    session.send("Page.setWebLifecycleState", wanted);
    session.detach();
  }

  /// Remembers that this is the document that it is.
  static void mark(Page page) {
    page.evaluate("() => { window.sameDocument = true }");
  }

  static void assertNotReloaded(Page page) {
    assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
  }
}

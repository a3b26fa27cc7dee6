package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Everything by keyboard, and the focus goes where the person goes.
final class KeyboardTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  private static Locator field(Page page) {
    return page.locator("#composer-text");
  }

  @Test
  void the_whole_way_without_a_mouse() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    assertThat(field(page)).isFocused();
    page.keyboard().type("First line");
    page.keyboard().press("Shift+Enter");
    page.keyboard().type("second line");
    assertThat(field(page)).hasValue("First line\nsecond line");
    page.keyboard().press("Enter");
    ScriptedProvider.Asked first = sitting.model().asked();
    assertThat(first.prompt().turns())
        .extracting("text")
        .containsExactly("First line\nsecond line");
    first.say("An endless");
    assertThat(page.locator("#body-2")).hasText("An endless");
    assertThat(field(page)).isFocused();
    page.keyboard().press("Escape");
    first.awaitOver();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "stopped");
    assertThat(field(page)).isFocused();

    page.keyboard().press("ArrowUp");
    assertThat(page.locator("#edit-text-1")).isFocused();
    page.keyboard().press("Escape");
    assertThat(page.locator("#edit-text-1")).isHidden();
    assertThat(page.locator("#edit-1 summary")).isFocused();
    page.keyboard().press("/");
    assertThat(field(page)).isFocused();
    page.keyboard().press("ArrowUp");
    page.keyboard().press("Control+a");
    page.keyboard().type("Better");
    page.keyboard().press("Enter");
    sitting.model().asked().say("Good.").finish();
    assertThat(page.locator("#body-4")).hasText("Good.");
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "finished");

    tabTo(page, page.locator("#message-3").getByLabel("Previous version"));
    page.keyboard().press("Enter");
    assertThat(page.locator("#body-2")).hasText("An endless");
    page.keyboard().press("Control+Shift+o");
    assertThat(page.locator("main.home")).isVisible();
    assertThat(field(page)).isFocused();
    tabTo(page, page.locator(".sidebar-list .row"));
    page.keyboard().press("Enter");
    assertThat(page.locator("main.chat")).isVisible();
    page.keyboard().press("?");
    assertThat(page.locator("#shortcuts")).isVisible();
    sitting.look(page, Look.WIDE_LIGHT, "shortcuts");
    page.keyboard().press("Escape");
    assertThat(page.locator("#shortcuts")).isHidden();
  }

  private static void tabTo(Page page, Locator target) {
    for (int i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      if (Boolean.TRUE.equals(target.evaluate("element => element === document.activeElement"))) {
        return;
      }
    }
    throw new AssertionError("Tab does not lead to " + target);
  }

  @Test
  void what_has_the_focus_is_seen() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    sitting.model().asked().say("Look:\n\n```js\nlet a;\n```\n").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator(".code-bar")).hasCount(1);
    page.locator("#page").focus();
    List<String> unseen = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      page.keyboard().press("Tab");
      page.evaluate(
          "() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {})))");
      String name = (String) page.evaluate(FOCUSED);
      names.add(name);
      if (name.endsWith("unseen")) {
        unseen.add(name);
      }
    }
    assertThat(unseen).isEmpty();
    assertThat(names.toString()).contains("Copy the code", "Answer again", "Message", "New chat");
  }

  /// The name of what has the focus, and whether something shows it: an outline, or the frame
  /// around the field.
  private static final String FOCUSED =
      """
      () => {
        const element = document.activeElement;
        if (!element || element === document.body) return "";
        const shown = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
        const around = element.closest(".composer, .edit");
        const seen = shown(getComputedStyle(element)) || (around && element.matches("textarea") && shown(getComputedStyle(around)));
        let opacity = 1;
        for (let e = element; e; e = e.parentElement) opacity *= getComputedStyle(e).opacity;
        const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
        return `${name.trim()} ${element.id} ${seen && opacity > 0.9 ? "seen" : "unseen"}`;
      }\
      """;

  @Test
  void the_enter_of_an_input_method_does_not_send() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    field(page).fill("にほん");
    field(page)
        .evaluate(
            """
            field => {
              const press = (more) => field.dispatchEvent(
                new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
              press({ isComposing: true });
              press({ keyCode: 229 });
            }\
            """);
    assertThat(field(page)).hasValue("にほん");
    field(page).fill("日本");
    field(page).press("Enter");
    ScriptedProvider.Asked asked = sitting.model().asked();
    assertThat(asked.prompt().turns()).extracting("text").containsExactly("日本");
    asked.say("はい").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator(".sidebar-list .row")).hasCount(1);
    assertThat(sitting.model().isAsked()).isFalse();
  }

  @Test
  void escape_leaves_a_menu_before_it_stops_an_answer() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("One");
    assertThat(page.locator("#body-2")).hasText("One");
    page.locator("[popovertarget=chat-menu]").press("Enter");
    assertThat(page.locator("#chat-menu")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.locator("#chat-menu")).isHidden();
    asked.say(" and two");
    assertThat(page.locator("#body-2")).hasText("One and two");
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "writing");
    page.keyboard().press("Escape");
    asked.awaitOver();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "stopped");
  }
}

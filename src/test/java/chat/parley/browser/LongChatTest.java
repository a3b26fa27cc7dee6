package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Chromium;
import chat.parley.support.OldChats;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A chat of a thousand messages, all of them loaded, is as light as a short one: no work for each
/// frame grows with what stands above it.
final class LongChatTest {
  private static final String ID = "00000000-0000-7000-8000-000000000001";
  private static final int MESSAGES = 1000;

  /// Messages that have layout at the end of a long chat: those of the page that was opened.
  private static final int MOST_LAID_OUT = 60;

  /// What the browser looks at with each frame: the messages of the page that was opened, and the
  /// earlier ones fifty at a time.
  private static final int MOST_CHILDREN = 80;

  /// Notes each search that has to go through the whole chat.
  private static final String WATCH =
      """
      () => {
        window.searches = [];
        const messages = document.getElementById("messages");
        for (const type of [Document, Element]) {
          for (const name of ["querySelector", "querySelectorAll", "getElementsByTagName", "getElementsByClassName"]) {
            const search = type.prototype[name];
            type.prototype[name] = function (selector) {
              if (!/^#[\\w-]+$/.test(selector) && this.contains(messages)) window.searches.push(selector);
              return search.call(this, selector);
            };
          }
        }
      }\
      """;

  @RegisterExtension final Sitting sitting = new Sitting();

  private Page open() throws SQLException {
    try (OldChats chats = new OldChats(sitting.parley().data())) {
      chats.add(ID, MESSAGES);
    }
    Page page = sitting.person(Look.WIDE_LIGHT, options -> options).newPage();
    page.navigate(sitting.url("/chat/" + ID));
    return page;
  }

  private static void loadAll(Page page) {
    Locator articles = page.locator("#messages article");
    Locator earlier = page.locator("#earlier");
    for (int shown = articles.count(); earlier.count() > 0; shown = articles.count()) {
      earlier.click();
      Chromium.until(page, "document.querySelectorAll('#messages article').length > " + shown);
    }
    assertThat(articles).hasCount(MESSAGES);
  }

  @Test
  void nothing_searches_the_whole_chat_while_an_answer_grows() throws Exception {
    Page page = open();
    loadAll(page);
    page.locator("#jump").click();
    sitting.send(page, "One more");
    ScriptedProvider.Asked asked = sitting.asked(page).say("The first words ");
    assertThat(page.locator(".tail", new Page.LocatorOptions().setHasText("first words")))
        .isVisible();
    page.evaluate(WATCH);
    for (int i = 0; i < 20; i++) {
      asked.say("word " + i + (i % 5 == 4 ? ".\n\n" : " "));
      Chromium.until(
          page, "document.getElementById('body-1002').textContent.includes('word " + i + "')");
    }
    asked.say("```js\nlet a = 1;\n```\n\nAnd $x^2$.\n\n");
    assertThat(page.locator("#body-1002 .hljs-keyword")).hasCount(1);
    assertThat(page.locator("#body-1002 .katex")).hasCount(1);
    assertThat((List<?>) page.evaluate("() => window.searches")).isEmpty();
    asked.finish();
  }

  @Test
  void what_is_far_from_the_end_is_left_out_together() throws Exception {
    Page page = open();
    loadAll(page);
    page.locator("#jump").click();
    Chromium.until(
        page, "document.getElementById('message-1000').getBoundingClientRect().top < innerHeight");
    Chromium.until(
        page,
        """
        [...document.querySelectorAll("#messages article")].filter((article) =>
          article.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length <= %d\
        """
            .formatted(MOST_LAID_OUT));
    assertThat(
            ((Number) page.evaluate("() => document.getElementById('messages').childElementCount"))
                .intValue())
        .isLessThanOrEqualTo(MOST_CHILDREN);
  }
}

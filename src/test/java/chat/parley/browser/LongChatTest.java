package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Chromium;
import chat.parley.support.Nightly;
import chat.parley.support.OldChats;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A chat of hundreds of messages, all of them loaded, is as light as a short one: no work for each
/// frame grows with what stands above it.
@Nightly("a chat of 400 messages in a browser")
final class LongChatTest {
  private static final String ID = "00000000-0000-7000-8000-000000000001";
  private static final int MESSAGES = 400;

  /// Messages that have layout at the end of a long chat: those of the page that was opened.
  private static final int MOST_LAID_OUT = 60;

  /// What the browser looks at with each frame: the messages of the page that was opened, and the
  /// earlier ones fifty at a time.
  private static final int MOST_CHILDREN = 80;

  /// Those of the page that was opened, and the composer's.
  private static final int MOST_FIELDS = 30;

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
    return open(Look.WIDE_LIGHT);
  }

  private Page open(Look look) throws SQLException {
    try (OldChats chats = new OldChats(sitting.parley().data())) {
      chats.add(ID, MESSAGES);
    }
    Page page = sitting.person(look, options -> options).newPage();
    page.navigate(sitting.url("/chat/" + ID));
    return page;
  }

  private static void loadAll(Page page) {
    String shown = "document.querySelectorAll('#messages article').length";
    while (page.locator("#earlier").count() > 0) {
      Object before = page.evaluate("() => " + shown);
      page.evaluate("() => document.getElementById('earlier').click()");
      Chromium.until(page, shown + " > " + before);
    }
    assertThat(page.locator("#messages article")).hasCount(MESSAGES);
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)");
  }

  @Test
  void nothing_searches_the_whole_chat_while_an_answer_grows() throws Exception {
    Page page = open();
    loadAll(page);
    sitting.send(page, "One more");
    ScriptedProvider.Asked asked = sitting.asked(page).say("The first words ");
    Locator body = page.locator("#body-" + (MESSAGES + 2));
    assertThat(body).containsText("first words");
    page.evaluate(WATCH);
    for (int i = 0; i < 20; i++) {
      asked.say("word " + i + (i % 5 == 4 ? ".\n\n" : " "));
      assertThat(body).containsText("word " + i);
    }
    asked.say("```js\nlet a = 1;\n```\n\n");
    assertThat(body.locator(".hljs-keyword")).hasCount(1);
    assertThat((List<?>) page.evaluate("() => window.searches")).isEmpty();
    page.evaluate("() => document.querySelectorAll('.prose')");
    assertThat((List<?>) page.evaluate("() => window.searches"))
        .as("assumed: searches are seen")
        .isNotEmpty();
    asked.finish();
  }

  @Test
  void what_is_far_from_the_end_is_left_out_together() throws Exception {
    Page page = open();
    loadAll(page);
    Chromium.until(
        page,
        """
        [...document.querySelectorAll("#messages article > :first-child")].filter((part) =>
          part.checkVisibility({ contentVisibilityAuto: true })).length <= %d\
        """
            .formatted(MOST_LAID_OUT));
    int children =
        (int) page.evaluate("() => document.getElementById('messages').childElementCount");
    assertThat(children).isLessThanOrEqualTo(MOST_CHILDREN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void earlier_messages_come_above_what_is_read_and_move_nothing(Look look) throws Exception {
    Page page = open(look);
    for (int first = MESSAGES - 49; first > MESSAGES - 200; first -= 50) {
      Locator read = page.locator("#message-" + (first + 1));
      page.evaluate("() => scrollTo(0, 0)");
      settle(page);
      double before = top(read);
      sitting.look(page, look, "before-" + first);
      page.evaluate("() => document.getElementById('earlier').click()");
      assertThat(page.locator("#message-" + (first - 1))).isAttached();
      settle(page);
      assertThat(top(read)).isCloseTo(before, Offset.offset(1.0));
      sitting.look(page, look, "after-" + first);
    }
  }

  @Test
  void the_forms_to_edit_earlier_messages_are_there_when_they_are_needed() throws Exception {
    Page page = open();
    loadAll(page);
    Chromium.until(page, "document.querySelectorAll('textarea').length <= " + MOST_FIELDS);
    page.locator("#message-1").hover();
    page.locator("#edit-1 > summary").click();
    Locator text = page.locator("#edit-text-1");
    assertThat(text).isFocused();
    assertThat(text).hasValue("What about number 1?");
    text.fill("And number one?");
    text.press("Enter");
    assertThat(sitting.asked(page).prompt().turns().getLast().text()).isEqualTo("And number one?");
  }

  private static double top(Locator element) {
    return ((Number) element.evaluate("element => element.getBoundingClientRect().top"))
        .doubleValue();
  }

  private static void settle(Page page) {
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }
}

package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.DataFile;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// People who click twice, press Enter twice, send from two devices at once, or go back to what
/// they have sent: one outcome, no duplicate, nothing lost.
final class HastyPeopleTest {
  /// What the console says where the answer to a form was lost.
  private static final String LOST = "ERR_FAILED|Failed to fetch";

  @RegisterExtension final Sitting sitting = new Sitting();

  private static Locator field(Page page) {
    return page.locator("#composer-text");
  }

  private static void pressEnterTwice(Locator field) {
    field.evaluate(
        """
        field => {
          const enter = { key: "Enter", bubbles: true, cancelable: true };
          field.dispatchEvent(new KeyboardEvent("keydown", enter));
          field.dispatchEvent(new KeyboardEvent("keydown", enter));
        }\
        """);
  }

  /// How many messages are stored, in all chats and on all branches.
  private int stored() {
    return Integer.parseInt(
        new DataFile(sitting.parley().data()).rows("select count(*) from message").getFirst());
  }

  private Page finished(String question, String answer) throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, question);
    sitting.model().asked().say(answer).finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    return page;
  }

  private void assertOneMoreAnswer(Page page, int number) throws InterruptedException {
    sitting.asked(page).say("The only one").finish();
    assertThat(page.locator("#body-" + number)).hasText("The only one");
    assertThat(page.locator("#message-" + number)).hasAttribute("data-state", "finished");
    assertThat(sitting.model().isAsked()).isFalse();
    SamePage.assertSameAsLoaded(page);
  }

  @Test
  void a_double_click_on_send_begins_one_chat() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    field(page).fill("Once");
    page.locator("#send").dblclick();
    assertThat(page).hasURL(MainFlowTest.A_CHAT);
    assertOneMoreAnswer(page, 2);
    assertThat(page.locator(".sidebar-list .row")).hasCount(1);
    page.goBack();
    assertThat(page.locator("main.home")).isVisible();
    assertThat(field(page)).hasValue("");
  }

  @Test
  void enter_twice_sends_once() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    field(page).fill("Once");
    pressEnterTwice(field(page));
    assertThat(page).hasURL(MainFlowTest.A_CHAT);
    assertOneMoreAnswer(page, 2);
    field(page).fill("And once more");
    pressEnterTwice(field(page));
    assertOneMoreAnswer(page, 4);
    assertThat(field(page)).hasValue("");
    assertThat(stored()).isEqualTo(4);
  }

  @Test
  void what_is_typed_while_a_message_is_on_its_way_stays_for_the_next()
      throws InterruptedException {
    Page page = finished("Hello", "Hi");
    List<Route> held = holdFirst(page, "**/messages");
    field(page).fill("First.");
    field(page).press("Enter");
    sitting.until(page, () -> !held.isEmpty());
    field(page).press("End");
    field(page).pressSequentially(" Second.");
    field(page).press("Enter");
    held.getFirst().resume();
    assertThat(field(page)).hasValue("Second.");
    sitting.asked(page).say("One").finish();
    assertThat(page.locator("#message-3 .message-body")).hasText("First.");
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "finished");
    field(page).press("Enter");
    assertOneMoreAnswer(page, 6);
    assertThat(page.locator("#message-5 .message-body")).hasText("Second.");
    assertThat(stored()).isEqualTo(6);
  }

  @Test
  void a_double_click_on_again_makes_one_more_answer() throws InterruptedException {
    Page page = finished("Hello", "Hi");
    page.locator("button[value=again]").dblclick();
    assertOneMoreAnswer(page, 3);
    assertThat(page.locator("#message-3 .branches")).hasText(Pattern.compile("2.*of 2"));
    assertThat(stored()).isEqualTo(3);
  }

  @Test
  void a_double_click_on_continue_goes_on_once() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("Half of");
    assertThat(page.locator("#body-2")).hasText("Half of");
    page.locator("button[data-action=stop]").dblclick();
    asked.awaitOver();
    page.locator("button[value=continue]").dblclick();
    sitting.asked(page).say(" it").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2")).hasText("Half of it");
    assertThat(sitting.model().isAsked()).isFalse();
    assertThat(page.locator("#composer-error")).isEmpty();
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void a_double_click_on_retry_tries_once() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    sitting.model().asked().fail(Fault.Kind.WRONG_KEY);
    page.locator("button[value=retry]").dblclick();
    assertOneMoreAnswer(page, 2);
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void a_double_click_on_an_edited_message_sends_it_once() throws InterruptedException {
    Page page = finished("A questoin", "What?");
    page.locator("#message-1").hover();
    page.locator("#edit-1 summary").click();
    page.locator("#edit-text-1").fill("A question");
    page.locator("#edit-1 [type=submit]").dblclick();
    assertOneMoreAnswer(page, 4);
    assertThat(stored()).isEqualTo(4);
  }

  @Test
  void a_double_click_on_delete_and_on_undo_is_one() throws InterruptedException {
    Page page = finished("Hello", "Hi");
    String chat = page.url();
    page.locator("[popovertarget=chat-menu]").click();
    page.getByText("Delete this chat").dblclick();
    assertThat(page.locator("main.home")).isVisible();
    assertThat(page.locator("#composer-error")).isEmpty();
    page.locator(".undo button").dblclick();
    assertThat(page).hasURL(chat);
    assertThat(page.locator("#body-2")).hasText("Hi");
    assertThat(page.locator("#composer-error")).isEmpty();
    SamePage.assertSameAsLoaded(page);
  }

  @Test
  void two_devices_that_send_at_once_have_the_same_chat_with_both() throws InterruptedException {
    Page one = finished("Hello", "Hi");
    Page other = sitting.open(Look.NARROW_LIGHT);
    other.navigate(one.url());
    List<Route> first = holdFirst(one, "**/messages");
    List<Route> second = holdFirst(other, "**/messages");
    sitting.send(one, "From the desk");
    sitting.send(other, "From the train");
    sitting.until(one, () -> !first.isEmpty() && !second.isEmpty());
    first.getFirst().resume();
    second.getFirst().resume();
    for (int answer = 4; answer <= 6; answer += 2) {
      sitting.asked(one).say("Answer " + answer).finish();
    }
    for (Page page : List.of(one, other)) {
      assertThat(page.locator("#body-4")).hasText("Answer 4");
      assertThat(page.locator("#body-6")).hasText("Answer 6");
      assertThat(page.locator("#message-6")).hasAttribute("data-state", "finished");
      assertThat(page.locator(".message-body").getByText("From the desk")).hasCount(1);
      assertThat(page.locator(".message-body").getByText("From the train")).hasCount(1);
      assertThat(field(page)).hasValue("");
      SamePage.assertSameAsLoaded(page);
    }
    assertThat(stored()).isEqualTo(6);
  }

  @Test
  void two_devices_that_ask_again_at_once_get_one_answer() throws InterruptedException {
    Page one = finished("Hello", "Hi");
    Page other = sitting.open(Look.NARROW_LIGHT);
    other.navigate(one.url());
    List<Route> first = holdFirst(one, "**/answers");
    List<Route> second = holdFirst(other, "**/answers");
    one.locator("button[value=again]").click();
    other.locator("button[value=again]").tap();
    sitting.until(one, () -> !first.isEmpty() && !second.isEmpty());
    first.getFirst().resume();
    second.getFirst().resume();
    assertOneMoreAnswer(one, 3);
    assertThat(other.locator("#body-3")).hasText("The only one");
    assertThat(stored()).isEqualTo(3);
  }

  @Test
  void what_was_taken_while_the_answer_got_lost_is_sent_again_without_a_duplicate()
      throws InterruptedException {
    sitting.expect(LOST);
    Page page = finished("Hello", "Hi");
    loseAnswer(page, "**/messages");
    sitting.send(page, "Only once");
    assertThat(page.locator("#composer-error")).containsText("Your text is kept");
    assertThat(page.locator("#message-3 .message-body")).hasText("Only once");
    field(page).press("Enter");
    assertThat(field(page)).hasValue("");
    assertOneMoreAnswer(page, 4);
    assertThat(stored()).isEqualTo(4);
  }

  @Test
  void an_edit_whose_answer_got_lost_says_so_and_is_sent_again_without_a_duplicate()
      throws InterruptedException {
    sitting.expect(LOST);
    Page page = finished("A questoin", "What?");
    loseAnswer(page, "**/messages");
    page.locator("#message-1").hover();
    page.locator("#edit-1 summary").click();
    page.locator("#edit-text-1").fill("A question");
    page.locator("#edit-1 [type=submit]").click();
    assertThat(page.locator("#edit-error-1"))
        .hasText("Parley does not answer. Your text is kept: try again.");
    assertThat(page.locator("#edit-text-1")).hasValue("A question");
    sitting.look(page, Look.WIDE_LIGHT, "lost");
    page.locator("#edit-1 [type=submit]").click();
    assertOneMoreAnswer(page, 4);
    assertThat(stored()).isEqualTo(4);
  }

  @Test
  void again_whose_answer_got_lost_says_so() throws InterruptedException {
    sitting.expect(LOST);
    Page page = finished("Hello", "Hi");
    page.route("**/answers", Route::abort, new Page.RouteOptions().setTimes(1));
    page.locator("button[value=again]").click();
    assertThat(page.locator("#composer-error")).hasText("Parley does not answer. Try again.");
    sitting.look(page, Look.WIDE_LIGHT, "lost");
    page.locator("button[value=again]").click();
    assertOneMoreAnswer(page, 3);
    assertThat(page.locator("#composer-error")).isEmpty();
  }

  @Test
  void again_that_was_taken_while_the_answer_got_lost_is_one_more_answer()
      throws InterruptedException {
    sitting.expect(LOST);
    Page page = finished("Hello", "Hi");
    loseAnswer(page, "**/answers");
    page.locator("button[value=again]").click();
    assertThat(page.locator("#composer-error")).hasText("Parley does not answer. Try again.");
    assertThat(page.locator("#message-2 .branches")).hasText(Pattern.compile("1.*of 2"));
    page.locator("button[value=again]").click();
    assertOneMoreAnswer(page, 3);
    assertThat(stored()).isEqualTo(3);
    page.locator("button[value=again]").click();
    assertOneMoreAnswer(page, 4);
  }

  /// Keeps the first request there for a while, and lets the others through.
  private static List<Route> holdFirst(Page page, String address) {
    List<Route> held = new ArrayList<>();
    page.route(
        address,
        route -> {
          if (held.isEmpty()) {
            held.add(route);
          } else {
            route.resume();
          }
        });
    return held;
  }

  private static void loseAnswer(Page page, String address) {
    page.route(
        address,
        route -> {
          route.fetch();
          route.abort();
        },
        new Page.RouteOptions().setTimes(1));
  }

  @Test
  void without_script_the_back_button_leads_to_a_form_that_sends_nothing_twice()
      throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT, options -> options.setJavaScriptEnabled(false));
    field(page).fill("Once");
    page.locator("#send").click();
    assertThat(page).hasURL(Pattern.compile("/chat/"));
    String chat = page.url();
    sitting.model().asked().say("Answer").finish();
    page.goBack();
    assertThat(page.locator("main.home")).isVisible();
    field(page).fill("Once");
    page.locator("#send").click();
    assertThat(page).hasURL(Pattern.compile("/chat/"));
    assertThat(stored()).as("the same page is the same form, a new page is a new one").isIn(2, 4);
    assertThat(page.url().equals(chat)).isEqualTo(stored() == 2);
  }

  @Test
  void a_message_to_a_chat_that_was_deleted_elsewhere_is_kept_and_can_be_sent_when_it_is_back()
      throws InterruptedException {
    sitting.expect("status of 404");
    Page page = finished("Hello", "Hi");
    String chat = page.url();
    Page other = sitting.open(Look.NARROW_LIGHT);
    other.navigate(chat);
    field(page).fill("One more thing");
    other.locator("[popovertarget=chat-menu]").tap();
    other.getByText("Delete this chat").tap();
    assertThat(page.getByText("This chat is not there any more.")).isVisible();
    field(page).press("Enter");
    assertThat(page.locator("#composer-error"))
        .hasText(
            "This chat is not there any more: it was deleted, perhaps on another device. Your text is kept.");
    assertThat(field(page)).hasValue("One more thing");
    sitting.look(page, Look.WIDE_LIGHT, "gone");
    page.getByText("Bring it back").click();
    page.locator(".undo button").click();
    assertThat(page).hasURL(chat);
    assertThat(field(page)).hasValue("One more thing");
    field(page).press("Enter");
    assertOneMoreAnswer(page, 4);
  }

  @Test
  void a_chat_that_was_deleted_and_brought_back_elsewhere_lives_again_where_it_is_looked_at()
      throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("Written");
    assertThat(page.locator("#body-2")).hasText("Written");
    Page other = sitting.open(Look.NARROW_LIGHT);
    other.navigate(page.url());
    other.locator("[popovertarget=chat-menu]").tap();
    other.getByText("Delete this chat").tap();
    assertThat(page.getByText("This chat is not there any more.")).isVisible();
    asked.say(" meanwhile");
    other.locator(".undo button").tap();
    assertThat(other.locator("#body-2")).hasText("Written meanwhile");
    Tab.hide(page, true);
    Tab.hide(page, false);
    assertThat(page.locator("#body-2")).hasText("Written meanwhile");
    assertThat(page.locator("#connection")).hasAttribute("data-state", "");
    asked.say(", to its end.").finish();
    for (Page each : List.of(page, other)) {
      assertThat(each.locator("#body-2")).hasText("Written meanwhile, to its end.");
      assertThat(each.locator("#message-2")).hasAttribute("data-state", "finished");
      SamePage.assertSameAsLoaded(each);
    }
  }

  @Test
  void of_two_ways_taken_at_once_the_last_is_gone() throws InterruptedException {
    Page page = finished("Hello", "Here.");
    String chat = page.url();
    page.evaluate("() => document.getElementById('page').classList.add('old')");
    List<Route> held = new ArrayList<>();
    page.route(url -> url.equals(sitting.url("/")) || url.equals(chat), held::add);
    page.locator("[data-action=new-chat]").click();
    page.waitForCondition(() -> held.size() == 1);
    page.locator("#sidebar a.row[href^='/chat/']").click();
    page.waitForCondition(() -> held.size() == 2);
    held.forEach(Route::resume);
    assertThat(page.locator("#page:not(.old) #body-2")).hasText("Here.");
    assertThat(page).hasURL(chat);
  }
}

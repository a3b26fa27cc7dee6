package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One chat in several places at once, and what can be done with its messages.
final class SharedChatTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  private static Locator stop(Page page) {
    return page.locator("button[data-action=stop]");
  }

  @Test
  void a_reload_in_the_middle_shows_the_same_text_at_once_and_it_grows_on() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Tell me");
    ScriptedProvider.Asked asked = sitting.model().asked().say("First.\n\nSecond **bold");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"First.", "Second **bold"});
    String html = page.reload().text();
    assertThat(html).contains("<p>First.</p>", "Second **bold");
    assertThat(page.locator("#body-2 p")).hasText(new String[] {"First.", "Second **bold"});
    asked.say("** and third.");
    assertThat(page.locator("#body-2 strong")).hasText("bold");
    assertThat(page.locator("#body-2 p"))
        .hasText(new String[] {"First.", "Second bold and third."});
    asked.finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
  }

  @Test
  void a_message_from_one_tab_or_browser_appears_in_the_others() throws Exception {
    Page one = sitting.open(Look.WIDE_LIGHT);
    sitting.send(one, "Hello");
    ScriptedProvider.Asked first = sitting.model().asked().say("Half an");
    assertThat(one.locator("#body-2")).hasText("Half an");
    Page tab = one.context().newPage();
    tab.navigate(one.url());
    Page phone = sitting.open(Look.NARROW_DARK);
    phone.navigate(one.url());
    List<Page> all = List.of(one, tab, phone);
    first.say(" answer.").finish();
    for (Page page : all) {
      assertThat(page.locator("#body-2")).hasText("Half an answer.");
      assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    }
    sitting.send(phone, "From the phone");
    ScriptedProvider.Asked second = sitting.model().asked();
    for (Page page : all) {
      assertThat(page.locator("#message-3 .message-body")).hasText("From the phone");
      assertThat(page.locator("#message-4 .dots")).isVisible();
    }
    second.say("It is here,");
    for (Page page : all) {
      assertThat(page.locator("#body-4")).hasText("It is here,");
    }
    sitting.send(tab, "From the tab");
    for (Page page : all) {
      assertThat(page.locator("#message-5 .message-body")).hasText("From the tab");
    }
    second.say(" too.").finish();
    sitting.model().asked().say("All of it.").finish();
    for (Page page : all) {
      assertThat(page.locator("#body-4")).hasText("It is here, too.");
      assertThat(page.locator("#body-6")).hasText("All of it.");
      assertThat(page.locator("#message-6")).hasAttribute("data-state", "finished");
      assertThat(page.locator("article")).hasCount(6);
    }
  }

  @Test
  void stop_in_one_browser_stops_it_in_both() throws Exception {
    Page one = sitting.open(Look.WIDE_LIGHT);
    assertThat(stop(one)).hasCount(0);
    sitting.send(one, "Count");
    ScriptedProvider.Asked asked = sitting.model().asked().say("1, 2, 3");
    Page other = sitting.open(Look.NARROW_LIGHT);
    other.navigate(one.url());
    assertThat(other.locator("#body-2")).hasText("1, 2, 3");
    assertThat(one.locator("#body-2")).hasText("1, 2, 3");
    assertThat(stop(one)).isVisible();
    assertThat(one.locator("#send")).isHidden();
    sitting.look(one, Look.WIDE_LIGHT, "writing");
    stop(other).tap();
    asked.awaitOver();
    for (Page page : List.of(one, other)) {
      assertThat(page.locator("#message-2")).hasAttribute("data-state", "stopped");
      assertThat(page.locator("#body-2")).hasText("1, 2, 3");
      assertThat(stop(page)).hasCount(0);
      assertThat(page.locator("#send")).isVisible();
    }
    sitting.look(one, Look.WIDE_LIGHT, "stopped");
    sitting.look(other, Look.NARROW_LIGHT, "stopped");
  }

  @Test
  void a_follow_up_can_be_sent_while_an_answer_is_written_and_waits_in_line() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "One");
    ScriptedProvider.Asked first = sitting.model().asked().say("Answer");
    assertThat(page.locator("#body-2")).hasText("Answer");
    assertThat(stop(page)).isVisible();
    page.locator("#composer-text").fill("Two");
    assertThat(stop(page)).isHidden();
    assertThat(page.locator("#send")).isVisible();
    page.locator("#send").click();
    assertThat(page.locator("#composer-text")).hasValue("");
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "queued");
    assertThat(page.locator("#message-4 .sentence")).hasText("Waits for the answer before it");
    assertThat(stop(page)).isVisible();
    sitting.look(page, Look.WIDE_LIGHT, "in-line");
    first.say(" one").finish();
    ScriptedProvider.Asked second = sitting.model().asked();
    assertThat(second.prompt().turns())
        .extracting("text")
        .containsExactly("One", "Answer one", "Two");
    second.say("Answer two").finish();
    assertThat(page.locator("#body-4")).hasText("Answer two");
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2")).hasText("Answer one");
    assertThat(stop(page)).hasCount(0);
  }

  @Test
  void an_answer_that_is_over_before_the_form_is_answered_leaves_no_stop_behind() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "One");
    sitting.model().asked().say("First").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    page.route(
        "**/messages",
        route -> {
          APIResponse late = route.fetch();
          try {
            sitting.model().asked().say("Second").finish();
            assertThat(page.locator("#message-4")).hasAttribute("data-state", "finished");
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          route.fulfill(new Route.FulfillOptions().setResponse(late));
        });
    sitting.send(page, "Two");
    assertThat(page.locator("#composer-text")).hasValue("");
    assertThat(stop(page)).hasCount(0);
    assertThat(page.locator("#send")).isVisible();
    page.unroute("**/messages");
    sitting.send(page, "Three");
    ScriptedProvider.Asked third = sitting.model().asked().say("Third");
    assertThat(page.locator("#body-6")).hasText("Third");
    stop(page).click();
    third.awaitOver();
    assertThat(page.locator("#message-6")).hasAttribute("data-state", "stopped");
  }

  @Test
  void again_gives_another_answer_beside_the_first() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Say something");
    sitting.model().asked().say("The first answer").finish();
    page.locator("#message-2[data-state=finished] button[value=again]").click();
    ScriptedProvider.Asked again = sitting.model().asked();
    again.say("The second answer");
    assertThat(page.locator("#body-3")).hasText("The second answer");
    assertThat(page.locator("#message-2")).hasCount(0);
    again.finish();
    Locator branches = page.locator("#message-3 .branches");
    assertThat(branches).hasText(Pattern.compile("2.*of 2"));
    sitting.look(page, Look.WIDE_LIGHT, "second");
    branches.getByLabel("Previous version").click();
    assertThat(page.locator("#body-2")).hasText("The first answer");
    assertThat(page).hasURL(Pattern.compile("\\?branch=2$"));
    assertThat(page.locator("#message-2 .branches")).hasText(Pattern.compile("1.*of 2"));
    page.goBack();
    assertThat(page.locator("#body-3")).hasText("The second answer");
    page.goForward();
    page.locator("#message-2").getByLabel("Next version").click();
    assertThat(page.locator("#body-3")).hasText("The second answer");
  }

  @Test
  void an_edited_message_begins_another_branch() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "A questoin");
    sitting.model().asked().say("What?").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    page.locator("#message-1").hover();
    page.locator("#edit-1 summary").click();
    assertThat(page.locator("#edit-text-1")).isFocused();
    assertThat(page.locator("#edit-text-1")).hasValue("A questoin");
    page.locator("#edit-text-1").fill("A question");
    sitting.look(page, Look.WIDE_LIGHT, "editing");
    page.locator("#edit-1 [type=submit]").click();
    ScriptedProvider.Asked asked = sitting.model().asked();
    assertThat(asked.prompt().turns()).extracting("text").containsExactly("A question");
    asked.say("An answer.").finish();
    assertThat(page.locator("#body-4")).hasText("An answer.");
    assertThat(page.locator("#message-3 .branches")).hasText(Pattern.compile("2.*of 2"));
    page.locator("#message-3").getByLabel("Previous version").click();
    assertThat(page.locator("#message-1 .message-body")).hasText("A questoin");
    assertThat(page.locator("#body-2")).hasText("What?");
  }

  @Test
  void what_failed_says_why_and_can_be_tried_again() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    sitting.model().asked().fail(Fault.Kind.WRONG_KEY);
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "failed");
    assertThat(page.locator("#message-2 .fault p"))
        .containsText("The model's server did not accept the key.");
    assertThat(page.locator("#announcer")).hasText("The answer failed.");
    page.locator("#message-2 .fault summary").click();
    assertThat(page.locator("#message-2 .fault pre")).hasText("scripted");
    sitting.look(page, Look.WIDE_LIGHT, "failed");
    page.locator("button[value=retry]").click();
    ScriptedProvider.Asked again = sitting.model().asked();
    assertThat(page.locator("#message-2 .dots")).isVisible();
    assertThat(page.locator("#message-2 .fault")).hasCount(0);
    again.say("Now it works.").finish();
    assertThat(page.locator("#body-2")).hasText("Now it works.");
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("article")).hasCount(2);
  }

  @Test
  void what_broke_off_keeps_its_text_and_retry_makes_another_beside_it() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked().say("Half of it");
    assertThat(page.locator("#body-2")).hasText("Half of it");
    asked.fail(Fault.Kind.BROKE_OFF);
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "failed");
    assertThat(page.locator("#body-2")).hasText("Half of it");
    page.locator("button[value=retry]").click();
    sitting.model().asked().say("All of it").finish();
    assertThat(page.locator("#body-3")).hasText("All of it");
    assertThat(page.locator("#message-3 .branches")).hasText(Pattern.compile("2.*of 2"));
  }

  @Test
  void a_chat_is_renamed_everywhere() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Hello");
    sitting.model().asked().say("Hi").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    Page other = page.context().newPage();
    other.navigate(page.url());
    page.locator("[popovertarget=chat-menu]").click();
    sitting.look(page, Look.WIDE_LIGHT, "menu");
    page.locator("#title-field").fill("A greeting");
    page.locator("#title-field").press("Enter");
    for (Page each : List.of(page, other)) {
      assertThat(each.locator("#chat-title")).hasText("A greeting");
      assertThat(each).hasTitle("A greeting · Parley");
      assertThat(each.locator(".sidebar-list .row")).hasText("A greeting");
    }
    assertThat(page.locator("#chat-menu")).isHidden();
  }

  @Test
  void a_deleted_chat_is_gone_everywhere_and_undo_brings_it_back() throws Exception {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Delete me");
    sitting.model().asked().say("If you wish").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    String address = page.url();
    Page other = sitting.open(Look.NARROW_LIGHT);
    other.navigate(address);
    page.locator("[popovertarget=chat-menu]").click();
    page.getByText("Delete this chat").click();
    assertThat(page.locator("main.home")).isVisible();
    assertThat(page.locator(".sidebar-list .row")).hasCount(0);
    assertThat(other.getByText("This chat is not there any more.")).isVisible();
    sitting.look(page, Look.WIDE_LIGHT, "undo");
    sitting.look(other, Look.NARROW_LIGHT, "gone");
    page.locator(".undo button").click();
    assertThat(page).hasURL(address);
    assertThat(page.locator("#body-2")).hasText("If you wish");
    assertThat(page.locator(".sidebar-list .row")).hasText("Delete me");
    sitting.send(page, "Are you back?");
    sitting.model().asked().say("I am.").finish();
    assertThat(page.locator("#body-4")).hasText("I am.");
  }
}

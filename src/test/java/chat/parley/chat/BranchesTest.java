package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Ending;
import chat.parley.provider.Fault;
import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Again, Retry, Continue and editing: what makes a branch, and what goes on in its place.
class BranchesTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void again_gives_another_answer_beside_the_first() throws Exception {
    String chat = finished("Question", "First answer");
    HttpResponse<String> response = answers(chat, 2, "again");
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location")).contains(chat + "?branch=3");
    Asked asked = model.asked();
    assertThat(asked.prompt().turns()).extracting("text").containsExactly("Question");
    asked.say("Second answer").finish();
    Document page = parley.awaitPage(chat, "#message-3[data-state=finished]");
    assertThat(page.select("#messages article").eachAttr("data-message")).containsExactly("1", "3");
    assertThat(page.select("#message-3 .branches > span").text()).matches("2\\W+of 2");
    assertThat(page.select("#message-3 .branches a")).hasSize(1);

    Document first = parley.page(page.select("#message-3 .branches a").attr("href"));
    assertThat(first.select("#messages article").eachAttr("data-message"))
        .containsExactly("1", "2");
    assertThat(first.select("#body-2").text()).isEqualTo("First answer");
    assertThat(first.select("#message-2 .branches > span").text()).matches("1\\W+of 2");
    assertThat(first.select("#message-2 .branches a").attr("href")).isEqualTo(chat + "?branch=3");
  }

  @Test
  void each_branch_goes_on_by_itself() throws Exception {
    String chat = finished("Question", "First answer");
    answers(chat, 2, "again");
    model.asked().say("Second answer").finish();
    parley.awaitPage(chat, "#message-3[data-state=finished]");
    parley.post(chat + "/messages", Map.of("text", "About the first", "branch", "2"));
    Asked first = model.asked();
    assertThat(first.prompt().turns())
        .extracting("text")
        .containsExactly("Question", "First answer", "About the first");
    first.say("Yes").finish();
    parley.awaitPage(chat + "?branch=2", "#message-5[data-state=finished]");
    parley.post(chat + "/messages", Map.of("text", "About the second", "branch", "3"));
    assertThat(model.asked().prompt().turns())
        .extracting("text")
        .containsExactly("Question", "Second answer", "About the second");
  }

  @Test
  void who_looks_at_the_other_branch_stays_there() throws Exception {
    String chat = finished("Question", "First answer");
    answers(chat, 2, "again");
    model.asked().say("Second answer").finish();
    parley.awaitPage(chat, "#message-3[data-state=finished]");
    ReaderPage left = ReaderPage.load(parley, chat + "?branch=2");
    ReaderPage right = ReaderPage.load(parley, chat);
    try (EventReader one = left.open();
        EventReader two = right.open()) {
      parley.post(chat + "/messages", Map.of("text", "To the first", "branch", "2"));
      left.read(one, "#message-4");
      model.asked().say("Yes").finish();
      left.read(one, "#message-5[data-state=finished]");
      parley.post(chat + "/title", Map.of("title", "So that the other one hears something"));
      right.read(two, "#chat-title:contains(hears something)");
    }
    assertThat(right.document().select("#messages article").eachAttr("data-message"))
        .containsExactly("1", "3");
    assertThat(ReaderPage.difference(left, ReaderPage.load(parley, chat + "?branch=2"))).isEmpty();
    assertThat(ReaderPage.difference(right, ReaderPage.load(parley, chat + "?branch=3"))).isEmpty();
  }

  @Test
  void an_edited_message_begins_a_branch_of_its_own() throws Exception {
    String chat = finished("Question", "Answer");
    parley.post(chat + "/messages", Map.of("text", "Follow-up"));
    model.asked().say("More").finish();
    parley.awaitPage(chat, "#message-4[data-state=finished]");
    HttpResponse<String> edited =
        parley.post(chat + "/messages", Map.of("text", "Better follow-up", "edits", "3"));
    assertThat(edited.headers().firstValue("Location")).contains(chat + "?branch=6");
    Asked asked = model.asked();
    assertThat(asked.prompt().turns())
        .extracting("text")
        .containsExactly("Question", "Answer", "Better follow-up");
    asked.say("Better").finish();
    Document page = parley.awaitPage(chat, "#message-6[data-state=finished]");
    assertThat(page.select("#messages .message-body").eachText())
        .containsExactly("Question", "Answer", "Better follow-up", "Better");
    assertThat(page.select("#message-5 .branches > span").text()).matches("2\\W+of 2");
    Document before = parley.page(page.select("#message-5 .branches a").attr("href"));
    assertThat(before.select("#messages .message-body").eachText())
        .containsExactly("Question", "Answer", "Follow-up", "More");
  }

  @Test
  void the_first_message_can_be_edited_too() throws Exception {
    String chat = finished("Question", "Answer");
    parley.post(chat + "/messages", Map.of("text", "Better question", "edits", "1"));
    Asked asked = model.asked();
    assertThat(asked.prompt().turns()).extracting("text").containsExactly("Better question");
    asked.say("Better answer").finish();
    Document page = parley.awaitPage(chat, "#message-4[data-state=finished]");
    assertThat(page.select("#messages .message-body").eachText())
        .containsExactly("Better question", "Better answer");
    assertThat(page.select("#message-3 .branches a").attr("href")).isEqualTo(chat + "?branch=1");
    assertThat(parley.page(chat + "?branch=1").select("#messages .message-body").eachText())
        .containsExactly("Question", "Answer");
  }

  @Test
  void an_answer_cannot_be_edited() throws Exception {
    String chat = finished("Question", "Answer");
    assertThat(
            parley.post(chat + "/messages", Map.of("text", "Mine now", "edits", "2")).statusCode())
        .isEqualTo(404);
    assertThat(parley.page(chat).select("#messages article")).hasSize(2);
  }

  @Test
  void retry_without_text_goes_on_in_the_same_message() throws Exception {
    String chat = parley.begin("Question");
    model.asked().fail(Fault.Kind.REFUSED);
    Document failed = parley.awaitPage(chat, "#message-2[data-state=failed]");
    assertThat(failed.select("#message-2 button[name=action]").eachAttr("value"))
        .containsExactly("retry");
    assertThat(answers(chat, 2, "retry").headers().firstValue("Location"))
        .contains(chat + "?branch=2");
    model.asked().say("It works").finish();
    Document page = parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(page.select("#body-2").text()).isEqualTo("It works");
    assertThat(page.select(".fault, .branches")).isEmpty();
  }

  @Test
  void retry_with_text_keeps_it_and_makes_another() throws Exception {
    String chat = parley.begin("Question");
    model.asked().say("Half an ans").fail(Fault.Kind.BROKE_OFF);
    Document failed = parley.awaitPage(chat, "#message-2[data-state=failed]");
    assertThat(failed.select("#body-2").text()).isEqualTo("Half an ans");
    answers(chat, 2, "retry");
    Asked asked = model.asked();
    assertThat(asked.prompt().turns()).extracting("text").containsExactly("Question");
    asked.say("A whole answer").finish();
    Document page = parley.awaitPage(chat, "#message-3[data-state=finished]");
    assertThat(page.select("#message-3 .branches > span").text()).matches("2\\W+of 2");
    assertThat(parley.page(chat + "?branch=2").select("#body-2").text()).isEqualTo("Half an ans");
  }

  @Test
  void continue_goes_on_after_the_last_word() throws Exception {
    String chat = parley.begin("Count");
    Asked first = model.asked().say("1, 2, ");
    parley.awaitPage(chat, "#body-2:contains(1, 2)");
    parley.post(chat + "/cancellation", Map.of("message", "2"));
    first.awaitOver();
    Document stopped = parley.awaitPage(chat, "#message-2[data-state=stopped]");
    assertThat(stopped.select("#message-2 button[name=action]").eachAttr("value"))
        .containsExactly("continue", "again");
    answers(chat, 2, "continue");
    Asked second = model.asked();
    assertThat(second.prompt().turns()).hasSize(3);
    assertThat(second.prompt().turns().get(1).text()).isEqualTo("1, 2, ");
    assertThat(second.prompt().turns().getLast().text())
        .as("a provider that cannot go on from a prefix is asked to")
        .startsWith("Continue your last message");
    second.say("3, 4").finish();
    Document page = parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(page.select("#body-2").text()).isEqualTo("1, 2, 3, 4");
    assertThat(page.select("#messages article")).hasSize(2);
  }

  @Test
  void what_is_still_being_written_must_be_stopped_first() throws Exception {
    String chat = parley.begin("Question");
    Asked asked = model.asked().say("Wri");
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    for (String action : List.of("again", "retry", "continue")) {
      HttpResponse<String> response = answers(chat, 2, action);
      assertThat(response.statusCode()).as(action).isEqualTo(422);
    }
    asked.say("tten").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(parley.page(chat).select("#messages article")).hasSize(2);
  }

  @Test
  void an_answer_that_met_the_length_limit_says_so() throws Exception {
    String chat = parley.begin("Question");
    model.asked().say("Too long to").end(new Ending.Complete(true, 1, 2));
    Document page = parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(page.select("#message-2 .notes").text()).contains("length limit");
  }

  @Test
  void a_branch_that_never_was_is_the_newest_one() throws Exception {
    String chat = finished("Question", "Answer");
    assertThat(parley.page(chat + "?branch=99").select("#messages article")).hasSize(2);
  }

  private String finished(String question, String answer) throws Exception {
    String chat = parley.begin(question);
    model.asked().say(answer).finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    return chat;
  }

  private HttpResponse<String> answers(String chat, int message, String action) {
    return parley.post(
        chat + "/answers", Map.of("message", String.valueOf(message), "action", action));
  }
}

package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.DataFile;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Forms that come twice, as they stand in the pages: from a double click, from two devices that
/// show the same, from someone who never saw the first answer, or from a page that the back button
/// brought back. One outcome, no duplicate.
class SentTwiceTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void again_from_the_same_page_is_one_more_answer_at_any_time() throws Exception {
    String chat = finished("Question", "First");
    Map<String, String> again = form(parley.page(chat), "#actions-2 form", "again");
    String where = location(parley.post(chat + "/answers", again));
    assertThat(where).isEqualTo(chat + "?branch=3");
    assertThat(location(parley.post(chat + "/answers", again))).as("in line").isEqualTo(where);
    ScriptedProvider.Asked asked = model.asked().say("Sec");
    parley.awaitPage(chat, "#message-3[data-state=writing]");
    assertThat(location(parley.post(chat + "/answers", again)))
        .as("while it is written")
        .isEqualTo(where);
    asked.say("ond").finish();
    parley.awaitPage(chat, "#message-3[data-state=finished]");
    assertThat(location(parley.post(chat + "/answers", again))).as("afterwards").isEqualTo(where);
    assertThat(numbers(chat)).containsExactly("1", "2", "3");
    assertThat(model.isAsked()).isFalse();
  }

  @Test
  void again_from_a_page_that_shows_the_second_answer_is_a_third() throws Exception {
    String chat = finished("Question", "First");
    parley.post(chat + "/answers", form(parley.page(chat), "#actions-2 form", "again"));
    model.asked().say("Second").finish();
    Document page = parley.awaitPage(chat, "#message-3[data-state=finished]");
    assertThat(location(parley.post(chat + "/answers", form(page, "#actions-3 form", "again"))))
        .isEqualTo(chat + "?branch=4");
    Document first = parley.page(chat + "?branch=2");
    model.asked().say("Third").finish();
    parley.awaitPage(chat, "#message-4[data-state=finished]");
    assertThat(location(parley.post(chat + "/answers", form(first, "#actions-2 form", "again"))))
        .isEqualTo(chat + "?branch=5");
  }

  @Test
  void again_by_another_model_is_another_answer() throws Exception {
    String chat = finished("Question", "First");
    Map<String, String> again = form(parley.page(chat), "#actions-2 form", "again");
    parley.post(chat + "/answers", again);
    again.put("model", "scripted/large");
    parley.post(chat + "/answers", again);
    assertThat(numbers(chat)).containsExactly("1", "2", "3", "4");
  }

  @Test
  void continue_from_the_same_page_goes_on_once() throws Exception {
    String chat = stopped("Question", "1, 2, ");
    Map<String, String> goOn = form(parley.page(chat), "#actions-2 form", "continue");
    parley.post(chat + "/answers", goOn);
    assertThat(parley.post(chat + "/answers", goOn).statusCode()).isEqualTo(303);
    model.asked().say("3, 4").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(parley.post(chat + "/answers", goOn).statusCode()).as("it was done").isEqualTo(303);
    assertThat(parley.page(chat).select("#body-2").text()).isEqualTo("1, 2, 3, 4");
    assertThat(model.isAsked()).isFalse();
  }

  @Test
  void what_was_stopped_while_it_waited_to_go_on_can_be_continued_once_more() throws Exception {
    String chat = stopped("Question", "1, 2, ");
    parley.post(chat + "/messages", Map.of("text", "Follow-up"));
    model.asked("Follow-up").say("Keeps the line");
    for (int time = 0; time < 2; time++) {
      Document page = parley.awaitPage(chat, "#message-2[data-state=stopped]");
      parley.post(chat + "/answers", form(page, "#actions-2 form", "continue"));
      parley.awaitPage(chat, "#message-2[data-state=queued]");
      parley.post(chat + "/cancellation", Map.of("message", "2"));
    }
    Document page = parley.awaitPage(chat, "#message-2[data-state=stopped]");
    parley.post(chat + "/answers", form(page, "#actions-2 form", "continue"));
    parley.awaitPage(chat, "#message-2[data-state=queued]");
  }

  @Test
  void retry_from_the_same_page_tries_once() throws Exception {
    String chat = parley.begin("Question");
    model.asked().fail(Fault.Kind.REFUSED);
    Document failed = parley.awaitPage(chat, "#message-2[data-state=failed]");
    Map<String, String> retry = form(failed, "#actions-2 form", "retry");
    String where = location(parley.post(chat + "/answers", retry));
    assertThat(location(parley.post(chat + "/answers", retry))).isEqualTo(where);
    model.asked().fail(Fault.Kind.REFUSED);
    Document again = parley.awaitPage(chat, "#message-2[data-state=failed]");
    assertThat(location(parley.post(chat + "/answers", retry)))
        .as("the old page's Retry was done, and has failed too")
        .isEqualTo(where);
    assertThat(model.isAsked()).isFalse();
    parley.post(chat + "/answers", form(again, "#actions-2 form", "retry"));
    model.asked().say("Here").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(numbers(chat)).containsExactly("1", "2");
  }

  @Test
  void retry_of_what_has_text_makes_one_answer_beside_it() throws Exception {
    String chat = parley.begin("Question");
    model.asked().say("Half").fail(Fault.Kind.BROKE_OFF);
    Document failed = parley.awaitPage(chat, "#message-2[data-state=failed]");
    Map<String, String> retry = form(failed, "#actions-2 form", "retry");
    String where = location(parley.post(chat + "/answers", retry));
    assertThat(location(parley.post(chat + "/answers", retry))).isEqualTo(where);
    assertThat(numbers(chat)).containsExactly("1", "2", "3");
  }

  @Test
  void an_edit_from_the_same_page_is_one_message_and_another_text_is_another() throws Exception {
    String chat = finished("A questoin", "What?");
    Map<String, String> edit = form(parley.page(chat), "#edit-1 form", "");
    edit.put("text", "A question");
    String where = location(parley.post(chat + "/messages", edit));
    assertThat(location(parley.post(chat + "/messages", edit))).isEqualTo(where);
    assertThat(numbers(chat)).containsExactly("1", "2", "3", "4");
    edit.put("text", "Another question, from another device");
    assertThat(location(parley.post(chat + "/messages", edit))).isNotEqualTo(where);
    assertThat(numbers(chat)).containsExactly("1", "2", "3", "4", "5", "6");
  }

  @Test
  void a_message_sent_again_is_found_where_another_model_has_answered_since() throws Exception {
    Map<String, String> form = Map.of("text", "Once", "key", "k", "model", "scripted/small");
    String chat = location(parley.post("/messages", form));
    model.asked().fail(Fault.Kind.REFUSED);
    parley.awaitPage(chat, "#message-2[data-state=failed]");
    parley.post(
        chat + "/answers", Map.of("message", "2", "action", "retry", "model", "scripted/large"));
    assertThat(location(parley.post("/messages", form))).isEqualTo(chat);
  }

  @Test
  void a_message_sent_again_without_a_model_is_found_where_another_one_was_chosen_since()
      throws Exception {
    String chat = finished("One", "Answer");
    Map<String, String> form = Map.of("text", "Two", "key", "k");
    String where = location(parley.post(chat + "/messages", form));
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-4[data-state=finished]");
    parley.post(
        chat + "/answers", Map.of("message", "4", "action", "again", "model", "scripted/large"));
    assertThat(location(parley.post(chat + "/messages", form)))
        .as("where its newest answer is")
        .isEqualTo(chat + "?branch=5")
        .isNotEqualTo(where);
    assertThat(numbers(chat)).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void what_is_sent_to_a_chat_that_was_deleted_meanwhile_is_kept_and_said() throws Exception {
    String chat = finished("Question", "Answer");
    parley.post(chat + "/deletion", Map.of());
    Map<String, String> form = Map.of("text", "Written in the\nmeantime", "key", "k");
    HttpResponse<String> page = parley.post(chat + "/messages", form, "Accept", "text/html");
    assertThat(page.statusCode()).isEqualTo(404);
    Document home = org.jsoup.Jsoup.parse(page.body());
    assertThat(home.select("#composer").attr("action")).isEqualTo("/messages");
    assertThat(home.expectFirst("#composer-text").wholeText())
        .isEqualTo("Written in the\nmeantime");
    assertThat(home.select("#composer-error").text()).contains("deleted", "Your text is kept");

    HttpResponse<String> part = parley.post(chat + "/messages", form, "HX-Request", "true");
    assertThat(part.statusCode()).isEqualTo(404);
    assertThat(part.body()).contains("#composer-error", "Your text is kept");
    HttpResponse<String> edit =
        parley.post(
            chat + "/messages", Map.of("text", "Edited", "edits", "1"), "HX-Request", "true");
    assertThat(edit.body()).contains("#edit-error-1", "Your text is kept");
  }

  /// What a form of a page sends.
  private static Map<String, String> form(Document page, String selector, String action) {
    Element form = page.expectFirst(selector);
    Map<String, String> values = new HashMap<>();
    form.select("input[name], textarea[name]")
        .forEach(field -> values.put(field.attr("name"), field.val()));
    if (!action.isEmpty()) {
      values.put("action", action);
    }
    return values;
  }

  /// All messages that are stored, on whatever branch.
  private List<String> numbers(String chat) {
    return new DataFile(parley.data())
        .rows(
            "select number from message where conversation_id = ? order by number",
            chat.replace("/chat/", ""));
  }

  private String finished(String question, String answer) throws Exception {
    String chat = parley.begin(question);
    model.asked(question).say(answer).finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    return chat;
  }

  private String stopped(String question, String answer) throws Exception {
    String chat = parley.begin(question);
    model.asked(question).say(answer);
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    parley.post(chat + "/cancellation", Map.of("message", "2"));
    parley.awaitPage(chat, "#message-2[data-state=stopped]");
    return chat;
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(303);
    return response.headers().firstValue("Location").orElseThrow();
  }
}

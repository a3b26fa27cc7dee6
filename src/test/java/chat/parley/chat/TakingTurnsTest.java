package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages in one chat: their order, their prompts, and sending one twice.
class TakingTurnsTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void follow_ups_are_answered_one_after_the_other_each_with_the_whole_chat() throws Exception {
    String chat = parley.begin("One");
    for (String text : List.of("Two", "Three")) {
      parley.post(chat + "/messages", Map.of("text", text));
    }
    Document page = parley.awaitPage(chat, "#message-6[data-state=queued] .sentence");
    assertThat(page.select("#messages article").eachAttr("data-message"))
        .containsExactly("1", "2", "3", "4", "5", "6");
    for (String question : List.of("One", "Two", "Three")) {
      Asked asked = model.asked();
      assertThat(asked.prompt().turns().getLast().text()).isEqualTo(question);
      assertThat(model.isAsked()).as("one at a time").isFalse();
      asked.say("Answer to " + question).finish();
    }
    parley.awaitPage(chat, "#message-6[data-state=finished]");
    assertThat(parley.page(chat).select("#messages .message-body").eachText())
        .containsExactly(
            "One", "Answer to One", "Two", "Answer to Two", "Three", "Answer to Three");
  }

  @Test
  void the_last_prompt_has_every_turn_once_and_in_order() throws Exception {
    String chat = parley.begin("One");
    model.asked().say("Answer one").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    parley.post(chat + "/messages", Map.of("text", "Two"));
    assertThat(model.asked().prompt().turns())
        .extracting("text")
        .containsExactly("One", "Answer one", "Two");
  }

  @Test
  void messages_sent_at_the_same_moment_do_not_fork_the_chat() throws Exception {
    String chat = parley.begin("Zero");
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    List<Callable<HttpResponse<String>>> posts = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      Map<String, String> form = Map.of("text", "Message " + i, "branch", "2");
      posts.add(() -> parley.post(chat + "/messages", form));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> post : threads.invokeAll(posts)) {
        assertThat(post.get().statusCode()).isEqualTo(303);
      }
    }
    assertThat(
            new DataFile(parley.data())
                .rows(
                    "select number, parent from message where conversation_id = ? order by number",
                    chat.replace("/chat/", "")))
        .as("each hangs on the one before it")
        .isEqualTo(chain(18));
    Document page = parley.page(chat);
    assertThat(page.select("#messages article[data-role=user]")).hasSize(9);
    assertThat(page.select(".branches")).isEmpty();
  }

  private static List<String> chain(int messages) {
    List<String> rows = new ArrayList<>(List.of("1|null"));
    for (int number = 2; number <= messages; number++) {
      rows.add(number + "|" + (number - 1));
    }
    return rows;
  }

  @Test
  void the_same_message_with_the_same_key_is_the_same_message() throws Exception {
    Map<String, String> form = Map.of("text", "Once", "key", "k1");
    String first = location(parley.post("/messages", form));
    assertThat(location(parley.post("/messages", form))).isEqualTo(first);
    Asked asked = model.asked();
    assertThat(location(parley.post("/messages", form)))
        .as("also while it is answered")
        .isEqualTo(first);
    asked.say("Answer").finish();
    parley.awaitPage(first, "#message-2[data-state=finished]");
    assertThat(location(parley.post("/messages", form))).as("and afterwards").isEqualTo(first);
    assertThat(parley.page(first).select("#messages article")).hasSize(2);
    assertThat(model.isAsked()).isFalse();

    Map<String, String> more = Map.of("text", "Again once", "key", "k2");
    location(parley.post(first + "/messages", more));
    location(parley.post(first + "/messages", more));
    assertThat(parley.page(first).select("#messages article")).hasSize(4);
  }

  @Test
  void another_text_model_or_place_with_the_same_key_is_another_message() throws Exception {
    String first = location(parley.post("/messages", Map.of("text", "One", "key", "k")));
    String other = location(parley.post("/messages", Map.of("text", "Two", "key", "k")));
    assertThat(other).isNotEqualTo(first);
    String large =
        location(
            parley.post("/messages", Map.of("text", "One", "key", "k", "model", "scripted/large")));
    assertThat(large).isNotEqualTo(first);
    parley.post(other + "/messages", Map.of("text", "One", "key", "k"));
    assertThat(parley.page(other).select("#messages article")).hasSize(4);
  }

  @Test
  void the_same_words_without_a_key_are_two_messages() throws Exception {
    String first = parley.begin("Twice");
    assertThat(parley.begin("Twice")).isNotEqualTo(first);
    assertThat(location(parley.post("/messages", Map.of("text", "Twice", "key", " "))))
        .as("a blank key is none")
        .isNotEqualTo(first);
  }

  @Test
  void sending_twice_at_the_same_moment_makes_one_chat() throws Exception {
    Callable<HttpResponse<String>> post =
        () -> parley.post("/messages", Map.of("text", "At once", "key", "double click"));
    List<String> locations = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> future :
          threads.invokeAll(List.of(post, post, post, post))) {
        locations.add(location(future.get()));
      }
    }
    assertThat(locations).containsOnly(locations.getFirst());
    assertThat(parley.page("/").select("#sidebar a[id^=chat-]")).hasSize(1);
  }

  @Test
  void stop_ends_what_waits_in_line_and_what_has_ended_stays() throws Exception {
    String chat = parley.begin("One");
    Asked asked = model.asked().say("Written");
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    parley.post(chat + "/messages", Map.of("text", "Two"));
    parley.post(chat + "/cancellation", Map.of("message", "4"));
    parley.awaitPage(chat, "#message-4[data-state=stopped]");
    assertThat(parley.page(chat).select("#message-2").attr("data-state")).isEqualTo("writing");
    asked.finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(parley.post(chat + "/cancellation", Map.of("message", "2")).statusCode())
        .isEqualTo(303);
    assertThat(parley.page(chat).select("#message-2").attr("data-state")).isEqualTo("finished");
    assertThat(model.isAsked()).as("what was stopped in line is never asked").isFalse();
  }

  @Test
  void stop_without_a_number_stops_what_is_being_written() throws Exception {
    String chat = parley.begin("One");
    Asked asked = model.asked().say("Written");
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    assertThat(parley.post(chat + "/cancellation", Map.of()).statusCode()).isEqualTo(303);
    asked.awaitOver();
    parley.awaitPage(chat, "#message-2[data-state=stopped]");
    assertThat(parley.post(chat + "/cancellation", Map.of()).statusCode())
        .as("there is nothing to stop any more")
        .isEqualTo(303);
  }

  @Test
  void what_did_not_fit_into_the_context_window_is_said_and_not_sent() throws Exception {
    String chat = parley.begin("The oldest message, " + "a word ".repeat(4_000));
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    parley.post(chat + "/messages", Map.of("text", "Newest message"));
    Asked asked = model.asked();
    assertThat(asked.prompt().turns()).extracting("text").containsExactly("Newest message");
    asked.say("Answer").finish();
    Document page = parley.awaitPage(chat, "#message-4[data-state=finished]");
    assertThat(page.select("#message-4 .notes li").text())
        .isEqualTo(
            "The oldest 2 messages were left out: the chat is longer than the model's context window.");
    assertThat(page.select("#message-2 .notes")).isEmpty();
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(303);
    return response.headers().firstValue("Location").orElseThrow();
  }
}

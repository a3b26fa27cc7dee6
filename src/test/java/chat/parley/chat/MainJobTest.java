package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MainJobTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void a_message_on_the_home_page_becomes_a_chat_whose_answer_streams_in() throws Exception {
    String chat = parley.begin("Why is the sky blue?");
    ScriptedProvider.Asked asked = model.asked();
    assertThat(asked.prompt().turns()).extracting("text").containsExactly("Why is the sky blue?");

    Document page = parley.page(chat);
    assertThat(page.select("article[data-role=user] .message-body").text())
        .isEqualTo("Why is the sky blue?");
    assertThat(page.select("article[data-role=assistant]").attr("data-state"))
        .isEqualTo("thinking");
    try (EventReader stream = parley.stream(chat, page.select("#stream").attr("data-position"))) {
      asked.say("Light is ");
      stream.until("Light is");
      asked.say("scattered.\n\nShort waves most.");
      stream.until("Short waves most.");
      asked.finish();
      stream.until("data-state=\"finished\"");
    }
    Document finished = parley.page(chat);
    assertThat(finished.select("article[data-role=assistant] .message-body p").eachText())
        .containsExactly("Light is scattered.", "Short waves most.");
    assertThat(finished.title()).startsWith("Why is the sky blue?");
  }

  @Test
  void a_follow_up_waits_in_line_and_gets_the_whole_chat() throws Exception {
    String chat = parley.begin("One");
    ScriptedProvider.Asked first = model.asked();
    assertThat(parley.post(chat + "/messages", Map.of("text", "Two")).statusCode()).isEqualTo(303);
    assertThat(model.isAsked()).isFalse();
    parley.awaitPage(chat, "article[data-state=queued] .sentence");

    first.say("Answer one").finish();
    ScriptedProvider.Asked second = model.asked();
    assertThat(second.prompt().turns())
        .extracting("text")
        .containsExactly("One", "Answer one", "Two");
    second.say("Answer two").finish();
    parley.awaitPage(chat, "#message-4[data-state=finished]");
  }

  @Test
  void stop_ends_it_on_the_server_and_keeps_what_was_written() throws Exception {
    String chat = parley.begin("Count to a million");
    ScriptedProvider.Asked asked = model.asked().say("1, 2, 3");
    parley.awaitPage(chat, "article[data-state=writing]");
    parley.post(chat + "/cancellation", Map.of("message", "2"));
    asked.awaitOver();
    Document page = parley.awaitPage(chat, "article[data-state=stopped]");
    assertThat(page.select("#body-2").text()).isEqualTo("1, 2, 3");
  }
}

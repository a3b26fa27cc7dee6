package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Ending;
import chat.parley.provider.Fault;
import chat.parley.support.DataFile;
import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An answer that failed says why in a sentence of its own, keeps what was written, and leads on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsShownTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);
  private final Map<String, Fault.Kind> sentences = new HashMap<>();

  @AfterAll
  void stop() {
    parley.close();
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  void every_fault_has_its_own_sentence_and_a_way_on(Fault.Kind kind) throws Exception {
    String chat = parley.begin("Question " + kind);
    Asked asked = model.asked("Question " + kind);
    ReaderPage reader = ReaderPage.load(parley, chat);
    try (EventReader stream = reader.open()) {
      asked.say("What there is");
      asked.fail(kind);
      reader.read(stream, "#message-2[data-state=failed]");
    }
    Document page = parley.page(chat);
    assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
    assertThat(page.select("#body-2").text()).isEqualTo("What there is");
    assertThat(page.select("#fault-2").attr("data-fault"))
        .isEqualTo(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    String sentence = page.select("#fault-2 > p").text();
    assertThat(sentences.put(sentence, kind)).as(sentence).isNull();
    assertThat(sentence).endsWith(".").doesNotContain(kind.name()).doesNotContain("Exception");
    assertThat(page.select("#fault-2 details pre").text())
        .as("what the server said")
        .isEqualTo("scripted");
    assertThat(page.select("#message-2 button[name=action][value=retry]").text())
        .isEqualTo("Retry");
    assertThat(page.select("#message-2 .status")).as("nothing turns for ever").isEmpty();
    assertThat(parley.get(chat, "Accept", "application/json").body())
        .contains("\"state\":\"failed\"")
        .contains("\"fault\":\"" + page.select("#fault-2").attr("data-fault") + "\"");
  }

  @Test
  void what_passes_is_tried_again_by_itself_and_the_countdown_is_shown() throws Exception {
    String chat = parley.begin("Busy");
    Asked first = model.asked("Busy");
    ReaderPage reader = ReaderPage.load(parley, chat);
    try (EventReader stream = reader.open()) {
      first.end(
          new Ending.Faulted(new Fault(Fault.Kind.RATE_LIMITED, "later", Duration.ofSeconds(1))));
      reader.read(stream, "#status-2 .sentence:contains(Trying again in)");
      assertThat(reader.document().select("#message-2").attr("data-state")).isEqualTo("thinking");
      model.asked("Busy").say("Now I can").finish();
      reader.read(stream, "#message-2[data-state=finished]");
    }
    assertThat(parley.page(chat).select("#body-2").text()).isEqualTo("Now I can");
  }

  /// More often than it is tried otherwise.
  @Test
  void a_model_that_is_being_loaded_is_said_to_be_and_waited_for() throws Exception {
    String chat = parley.begin("Large one");
    Fault loading = new Fault(Fault.Kind.LOADING, "503 Loading model", Duration.ofMillis(20));
    ReaderPage reader = ReaderPage.load(parley, chat);
    try (EventReader stream = reader.open()) {
      for (int i = 0; i < 8; i++) {
        model.asked("Large one").end(new Ending.Faulted(loading));
        reader.read(stream, "#status-2 .sentence:contains(is loading)");
        assertThat(reader.document().select("#message-2").attr("data-state")).isEqualTo("thinking");
      }
      model.asked("Large one").say("Here I am").finish();
      reader.read(stream, "#message-2[data-state=finished]");
    }
    assertThat(parley.page(chat).select("#body-2").text()).isEqualTo("Here I am");
  }

  @Test
  void a_limit_that_lasts_says_when_to_come_back_and_what_is_refused_says_why() throws Exception {
    String chat = parley.begin("Limited");
    model
        .asked("Limited")
        .end(
            new Ending.Faulted(
                new Fault(
                    Fault.Kind.RATE_LIMITED,
                    "Takes requests again at 2026-11-29 14:32 UTC. 429 Slow down",
                    Duration.ofHours(1))));
    assertThat(parley.awaitPage(chat, "#fault-2").select("#fault-2 > p").text())
        .endsWith("It takes requests again at 2026-11-29 14:32 UTC.");
    String other = parley.begin("Declined");
    model
        .asked("Declined")
        .end(new Ending.Faulted(new Fault(Fault.Kind.DECLINED, "400 No <b>tools</b> here", null)));
    assertThat(parley.awaitPage(other, "#fault-2").select("#fault-2 > p").text())
        .startsWith("The model's server refused the request: “No <b>tools</b> here”");
  }

  @Test
  void an_answer_that_is_too_long_for_the_model_is_tried_once_more_with_less() throws Exception {
    String chat = parley.begin("Long");
    model.asked("Long").say("x ".repeat(300)).finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    parley.post(chat + "/messages", Map.of("text", "And more"));
    model.asked("And more").fail(Fault.Kind.CONTEXT_TOO_LONG);
    Asked tighter = model.asked("And more");
    assertThat(tighter.prompt().turns()).extracting("text").containsExactly("And more");
    tighter.fail(Fault.Kind.CONTEXT_TOO_LONG);
    Document page = parley.awaitPage(chat, "#message-4[data-state=failed]");
    assertThat(page.select("#fault-4").attr("data-fault")).isEqualTo("context-too-long");
    assertThat(page.select("#message-4 .notes").text()).contains("left out");
  }

  @Test
  void a_model_that_is_not_connected_any_more_is_said_and_another_answers() throws Exception {
    String chat = parley.begin("Old chat");
    model.asked("Old chat").say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    new DataFile(parley.data())
        .change(
            "update conversation set provider = 'gone', model = 'old' where id = ?",
            chat.replace("/chat/", ""));
    Document page = parley.page(chat);
    assertThat(page.select("#composer-model option[selected]").attr("value"))
        .isEqualTo("scripted/small");
    parley.post(chat + "/messages", Map.of("text", "Still there?"));
    Asked asked = model.asked("Still there?");
    assertThat(asked.prompt().model()).isEqualTo("small");
    asked.finish();
  }
}

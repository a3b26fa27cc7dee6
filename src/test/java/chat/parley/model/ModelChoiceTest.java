package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.nio.file.Path;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who answers: chosen for each chat, and remembered for the next new one.
class ModelChoiceTest {
  @TempDir private Path data;

  @Test
  void the_first_model_answers_until_another_is_chosen() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(data, model)) {
      Document home = parley.page("/");
      assertThat(home.select("#composer-model option").eachAttr("value"))
          .containsExactly("scripted/small", "scripted/large");
      assertThat(chosen(home)).isEqualTo("scripted/small");
      parley.begin("One");
      assertThat(model.asked("One").prompt().model()).isEqualTo("small");
    }
  }

  @Test
  void a_choice_is_kept_in_its_chat_and_remembered_for_new_ones_also_after_a_restart()
      throws Exception {
    String first;
    String second;
    try (TestApp parley = TestApp.startIn(data, new ScriptedProvider())) {
      first = parley.begin("Small");
      second = post(parley, "Large", "scripted/large");
      assertThat(chosen(parley.page(first))).isEqualTo("scripted/small");
      assertThat(chosen(parley.page(second))).isEqualTo("scripted/large");
      assertThat(chosen(parley.page("/"))).isEqualTo("scripted/large");
    }
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(data, model)) {
      assertThat(chosen(parley.page("/"))).isEqualTo("scripted/large");
      assertThat(chosen(parley.page(first))).isEqualTo("scripted/small");
      String third = parley.begin("No choice");
      assertThat(model.asked("No choice").prompt().model()).isEqualTo("large");
      assertThat(chosen(parley.page(third))).isEqualTo("scripted/large");
    }
  }

  @Test
  void changing_it_within_a_chat_counts_from_then_on() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(data, model)) {
      String chat = parley.begin("One");
      model.asked("One").say("By small").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
      parley.post(chat + "/messages", Map.of("text", "Two", "model", "scripted/large"));
      Asked asked = model.asked("Two");
      assertThat(asked.prompt().model()).isEqualTo("large");
      asked.say("By large").finish();
      Document page = parley.awaitPage(chat, "#message-4[data-state=finished]");
      assertThat(chosen(page)).isEqualTo("scripted/large");
      assertThat(page.select(".by").eachText()).containsExactly("small", "large");
      parley.post(chat + "/messages", Map.of("text", "Three"));
      assertThat(model.asked("Three").prompt().model()).isEqualTo("large");
    }
  }

  @Test
  void a_model_can_be_named_without_its_provider() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(data, model)) {
      post(parley, "One", "large");
      assertThat(model.asked("One").prompt().model()).isEqualTo("large");
    }
  }

  @Test
  void again_can_be_asked_of_another_model() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(data, model)) {
      String chat = parley.begin("One");
      model.asked("One").say("By small").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
      parley.post(
          chat + "/answers", Map.of("message", "2", "action", "again", "model", "scripted/large"));
      assertThat(model.asked("One").prompt().model()).isEqualTo("large");
    }
  }

  @Test
  void the_menu_lists_the_models_of_every_provider() {
    try (TestApp parley =
        TestApp.startIn(
            data, new ScriptedProvider("home", false), new ScriptedProvider("away", false))) {
      assertThat(parley.page("/").select("#composer-model option").eachAttr("value"))
          .containsExactly("home/small", "home/large", "away/small", "away/large");
    }
  }

  private static String post(TestApp parley, String text, String model) {
    return parley
        .post("/messages", Map.of("text", text, "model", model))
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private static String chosen(Document page) {
    return page.select("#composer-model option[selected]").attr("value");
  }
}

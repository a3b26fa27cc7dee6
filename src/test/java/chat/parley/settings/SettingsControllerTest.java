package chat.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Turn;
import chat.parley.provider.TurnRole;
import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/// What somebody decides for their own chats, with and without accounts.
class SettingsControllerTest {
  private static final String PROMPT = "Answer in rhymes.\nCall me Ada.";

  private final ScriptedProvider model = new ScriptedProvider();

  private static Map<String, String> form(String model, String systemPrompt) {
    return Map.of("model", model, "system-prompt", systemPrompt);
  }

  @Test
  void the_page_is_there_in_local_mode_without_what_belongs_to_accounts() {
    try (TestApp parley = TestApp.start(model)) {
      Document page = parley.page("/settings");
      assertThat(page.select("#default-model option").eachText())
          .containsExactly("The one chosen last", "small", "large");
      assertThat(page.select("#default-model [selected]").attr("value")).isEmpty();
      assertThat(page.select(".sheet .theme input").eachAttr("value"))
          .containsExactly("system", "light", "dark");
      assertThat(page.select("#name-section, #password-section, #sessions")).isEmpty();
    }
  }

  @Test
  void a_new_chat_begins_with_the_default_model_whatever_was_chosen_last() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      HttpResponse<String> saved =
          parley.post("/settings/chats", form("scripted/large", ""), "Accept", "text/html");
      assertThat(saved.headers().firstValue("Location")).contains("/settings?saved=chats#chats");
      assertThat(parley.page("/settings?saved=chats").select("#chats .saved").text())
          .isEqualTo("Saved.");
      parley.post("/messages", Map.of("text", "Hi", "model", "scripted/small"));
      assertThat(model.asked().prompt().model()).isEqualTo("small");
      assertThat(parley.page("/").select("#composer-model [selected]").attr("value"))
          .isEqualTo("scripted/large");
      parley.begin("Without a name");
      assertThat(model.asked().prompt().model()).isEqualTo("large");

      parley.post("/settings/chats", form("", ""));
      assertThat(parley.page("/").select("#composer-model [selected]").attr("value"))
          .as("the one chosen last")
          .isEqualTo("scripted/small");
    }
  }

  @Test
  void a_default_whose_server_is_gone_stays_chosen_and_others_answer_meanwhile() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      new DataFile(parley.data())
          .change("insert into setting values ('local', 'default-model', 'elsewhere/big')");
      assertThat(parley.page("/settings").select("#default-model [selected]").text())
          .isEqualTo("elsewhere/big · not there at present");
      parley.post("/settings/chats", form("elsewhere/big", PROMPT));
      assertThat(parley.page("/settings").select("#default-model [selected]").attr("value"))
          .isEqualTo("elsewhere/big");
      parley.begin("Hi");
      assertThat(model.asked().prompt().model()).isEqualTo("small");
    }
  }

  @Test
  void a_model_that_is_not_there_is_refused_at_its_field_and_the_text_stays() {
    try (TestApp parley = TestApp.start(model)) {
      assertThat(parley.page("/settings").select("#default-model option"))
          .as("assumed: it is known which models there are")
          .hasSize(3);
      HttpResponse<String> refused =
          parley.post("/settings/chats", form("scripted/none", PROMPT), "Accept", "text/html");
      assertThat(refused.statusCode()).isEqualTo(422);
      Document page = Jsoup.parse(refused.body());
      assertThat(page.select("#model-error").text()).contains("scripted/none");
      assertThat(page.select("#system-prompt").textNodes().getFirst().getWholeText())
          .endsWith(PROMPT);
    }
  }

  @Test
  void the_system_prompt_stands_in_front_of_every_chat_of_its_account_alone() throws Exception {
    try (TestApp parley = TestApp.startWithAccounts(model)) {
      Member ada = Member.owner(parley);
      Member robin = ada.invites("Robin", "member");
      ada.post("/settings/chats", form("", PROMPT.replace("\n", "\r\n") + "\r\n"));
      assertThat(
              ada.page("/settings").select("#system-prompt").textNodes().getFirst().getWholeText())
          .endsWith(PROMPT);

      String chat = ada.begin("Hello");
      ScriptedProvider.Asked asked = model.asked();
      assertThat(asked.prompt().turns())
          .containsExactly(new Turn(TurnRole.SYSTEM, PROMPT), new Turn(TurnRole.USER, "Hello"));
      asked.say("Yellow.").finish();
      asked.awaitOver();
      ada.post(chat + "/messages", Map.of("text", "And now?"));
      assertThat(model.asked().prompt().turns())
          .as("it is said anew each time, as it is then")
          .startsWith(new Turn(TurnRole.SYSTEM, PROMPT))
          .hasSize(4);
      robin.begin("Hello");
      assertThat(model.asked().prompt().turns()).containsExactly(new Turn(TurnRole.USER, "Hello"));
      assertThat(ada.get(chat, "Accept", "application/json").body()).doesNotContain("rhymes");
    }
  }

  @Test
  void the_system_prompt_takes_its_part_of_the_context_window() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      String chat = parley.begin("word ".repeat(2_000));
      model.asked().say("Yes.").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
      parley.post(chat + "/messages", Map.of("text", "word ".repeat(1_500)));
      ScriptedProvider.Asked whole = model.asked();
      assertThat(whole.prompt().turns()).as("assumed: without it all fits").hasSize(3);
      whole.say("Yes.").finish();
      parley.awaitPage(chat, "#message-4[data-state=finished]");

      parley.post("/settings/chats", form("", "rule ".repeat(790)));
      parley.post(chat + "/answers", Map.of("message", "4", "action", "again"));
      assertThat(model.asked().prompt().turns())
          .hasSize(2)
          .first()
          .extracting(Turn::role)
          .isEqualTo(TurnRole.SYSTEM);
    }
  }

  @Test
  void a_system_prompt_of_4000_characters_is_kept_and_a_longer_one_refused() {
    try (TestApp parley = TestApp.start(model)) {
      String longest = "😀".repeat(4_000);
      assertThat(parley.post("/settings/chats", form("", longest)).statusCode()).isEqualTo(303);
      HttpResponse<String> refused =
          parley.post("/settings/chats", form("", longest + "!"), "Accept", "text/html");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(Jsoup.parse(refused.body()).select("#system-prompt-error").text())
          .isEqualTo("This has 4,001 characters; a system prompt has 4,000 at most. Shorten it.");
      assertThat(parley.page("/settings").select("#system-prompt").text()).isEqualTo(longest);
    }
  }
}

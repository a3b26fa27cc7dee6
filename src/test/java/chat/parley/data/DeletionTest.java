package chat.parley.data;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.conversation.Conversations;
import chat.parley.database.Database;
import chat.parley.support.DataFile;
import chat.parley.support.EventReader;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import chat.parley.user.AccountId;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/// What is deleted for good is gone, at once and everywhere.
class DeletionTest {
  private static final Map<String, String> CHATS = Map.of("delete-chats", " Delete ");
  private static final Map<String, String> EVERYTHING = Map.of("delete-everything", "delete");

  private final ScriptedProvider model = new ScriptedProvider();

  private String chat(TestApp parley, String text) throws Exception {
    String chat = parley.begin(text);
    model.asked(text).say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    return chat;
  }

  private static List<String> chats(DataFile file, String account) {
    return file.rows("select id from conversation where account_id = ?", account);
  }

  @Test
  void without_the_word_nothing_is_deleted_and_the_page_says_so_at_the_place() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      chat(parley, "Stays");
      for (Map<String, String> form :
          List.of(Map.<String, String>of(), Map.of("delete-chats", "no"))) {
        HttpResponse<String> refused =
            parley.post("/settings/chats/deletion", form, "Accept", "text/html");
        assertThat(refused.statusCode()).isEqualTo(422);
        Document page = Jsoup.parse(refused.body());
        assertThat(page.select("details[open] #delete-chats-error").text())
            .startsWith("Nothing was deleted.");
        assertThat(page.select("details[open]")).hasSize(1);
      }
      assertThat(parley.post("/settings/everything/deletion", CHATS).statusCode()).isEqualTo(422);
      assertThat(chats(new DataFile(parley.data()), "local")).hasSize(1);
    }
  }

  @Test
  void all_chats_are_gone_also_what_could_be_brought_back_and_the_settings_stay() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      DataFile file = new DataFile(parley.data());
      parley.post("/settings/chats", Map.of("model", "", "system-prompt", "Be brief."));
      for (int i = 0; i < 25; i++) {
        parley.begin("Chat " + i);
        model.asked().say("Answer").finish();
      }
      String deleted = chat(parley, "Deleted before");
      parley.post(deleted + "/deletion", Map.of());

      HttpResponse<String> done = parley.post("/settings/chats/deletion", CHATS);
      assertThat(done.headers().firstValue("Location"))
          .contains("/settings?saved=chats-deletion#deletion");
      for (String table : List.of("conversation", "message", "generation", "segment")) {
        assertThat(file.rows("select count(*) from " + table)).as(table).containsExactly("0");
      }
      assertThat(parley.page("/settings?saved=chats-deletion").select("#deletion .saved").text())
          .isEqualTo("All chats are deleted.");
      assertThat(parley.page("/settings").select("#system-prompt").text()).isEqualTo("Be brief.");
      assertThat(parley.post(deleted + "/restoration", Map.of()).statusCode()).isEqualTo(404);
      assertThat(chat(parley, "And on it goes")).startsWith("/chat/");
    }
  }

  @Test
  void answers_that_are_being_written_are_stopped_and_who_watches_sees_the_chat_go()
      throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      String chat = parley.begin("Written");
      ScriptedProvider.Asked written = model.asked().say("Half");
      String position =
          parley
              .awaitPage(chat, "#message-2[data-state=writing]")
              .select("#stream")
              .attr("data-position");
      String hidden = parley.begin("Deleted, and still written");
      ScriptedProvider.Asked unseen = model.asked().say("Half");
      parley.post(hidden + "/deletion", Map.of());
      parley.post(chat + "/messages", Map.of("text", "In line"));
      try (EventReader stream = parley.stream(chat, position)) {
        assertThat(stream.next().name()).isEqualTo("hello");
        parley.post("/settings/chats/deletion", CHATS);
        assertThat(stream.rest()).extracting(EventReader.Event::name).endsWith("gone");
      }
      written.awaitOver();
      unseen.awaitOver();
      TestApp.await("nothing is written any more", () -> parley.app().writing() == 0);
      assertThat(chats(new DataFile(parley.data()), "local")).isEmpty();
      assertThat(model.isAsked()).as("what was in line").isFalse();
    }
  }

  @Test
  void in_local_mode_everything_is_chats_and_settings() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      chat(parley, "Gone");
      parley.post("/settings/chats", Map.of("model", "scripted/large", "system-prompt", "Rhyme."));
      HttpResponse<String> done = parley.post("/settings/everything/deletion", EVERYTHING);
      assertThat(done.headers().firstValue("Location"))
          .contains("/settings?saved=deletion#deletion");
      DataFile file = new DataFile(parley.data());
      assertThat(chats(file, "local")).isEmpty();
      assertThat(file.rows("select * from setting")).isEmpty();
      assertThat(file.rows("select id from account")).containsExactly("local");
    }
  }

  @Test
  void the_owner_keeps_the_account() throws Exception {
    try (TestApp parley = TestApp.startWithAccounts(model)) {
      Member ada = Member.owner(parley);
      ada.begin("Gone");
      model.asked().say("Answer").finish();
      assertThat(ada.page("/settings").select(".deletion summary").eachText())
          .containsExactly("Delete all chats …", "Delete everything …");
      assertThat(
              ada.post("/settings/everything/deletion", EVERYTHING)
                  .headers()
                  .firstValue("Location"))
          .contains("/settings?saved=deletion#deletion");
      assertThat(chats(new DataFile(parley.data()), AccountId.LOCAL.value())).isEmpty();
      assertThat(ada.get("/settings").statusCode()).as("still signed in").isEqualTo(200);
    }
  }

  @Test
  void a_members_account_goes_with_everything_that_is_theirs_and_nothing_else() throws Exception {
    try (TestApp parley = TestApp.startWithAccounts(model)) {
      DataFile file = new DataFile(parley.data());
      Member ada = Member.owner(parley);
      Member robin = ada.invites("Robin", "admin");
      String adas = ada.begin("Ada's");
      model.asked().say("Answer").finish();
      robin.invitation("member");
      String id = robin.idOf("Robin");
      String robins = robin.begin("Robin's");
      ScriptedProvider.Asked asked = model.asked().say("Half");
      TestApp.await(
          "Robin's answer is being written",
          () -> !robin.page(robins).select("#message-2[data-state=writing]").isEmpty());
      String position = robin.page(robins).select("#stream").attr("data-position");
      robin.post("/settings/chats", Map.of("model", "", "system-prompt", "Rhyme."));
      assertThat(robin.page("/settings").select(".deletion summary").eachText())
          .contains("Delete my account and everything in it …");

      HttpResponse<String> done;
      try (EventReader stream = robin.stream(robins, position)) {
        assertThat(stream.next().name()).isEqualTo("hello");
        done = robin.post("/settings/everything/deletion", EVERYTHING);
        assertThat(stream.rest())
            .extracting(EventReader.Event::name)
            .last()
            .isIn("session-expired", "gone");
      }
      asked.awaitOver();
      assertThat(done.headers().firstValue("Location")).contains("/sign-in?account=deleted");
      assertThat(robin.cookies()).doesNotContainKey("parley-session");
      assertThat(robin.page("/sign-in?account=deleted").select("[role=status]").text())
          .isEqualTo("Your account and everything in it is deleted.");
      assertThat(robin.signIn(Member.address("Robin"), Member.PASSWORD).statusCode())
          .isEqualTo(422);

      for (String table :
          List.of("conversation", "generation", "setting", "session", "known_device", "identity")) {
        assertThat(file.rows("select * from " + table + " where account_id = ?", id))
            .as(table)
            .isEmpty();
      }
      assertThat(file.rows("select * from account where id = ?", id)).isEmpty();
      assertThat(file.rows("select * from link where created_by = ?", id)).isEmpty();
      assertThat(file.rows("select conversation_id from message"))
          .isNotEmpty()
          .containsOnly(adas.replace("/chat/", ""));
      assertThat(ada.get(adas).body()).contains("Answer");
      assertThat(ada.page("/people").text()).doesNotContain("Robin");
    }
  }

  /// Chats are hidden in one transaction and deleted in several.
  @Test
  void what_a_crash_left_hidden_cannot_be_brought_back_and_is_deleted_later() throws Exception {
    try (TestApp parley = TestApp.start(model)) {
      String chat = chat(parley, "Hidden");
      String id = chat.replace("/chat/", "");
      new DataFile(parley.data()).change("update conversation set deleted_at = 0");
      assertThat(parley.get(chat).statusCode()).isEqualTo(404);
      assertThat(parley.get("/?deleted=" + id).body()).doesNotContain("restoration");
      assertThat(parley.post(chat + "/restoration", Map.of()).statusCode()).isEqualTo(404);
      try (Database database = Database.openShared(parley.data())) {
        new Conversations(database, () -> "", Clock.systemUTC()).purge();
      }
      assertThat(chats(new DataFile(parley.data()), "local")).isEmpty();
    }
  }
}

package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.EventReader;
import chat.parley.support.Member;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Another program has begun to write into the database and does not come to an end.
@Timeout(180)
class LockedTest {
  private static final String SENTENCE =
      "Another program has locked Parley's database. Close that program, or wait for it, and try again.";

  private final Path data = TestApp.temporaryDirectory();
  private final ScriptedProvider model = new ScriptedProvider();

  @Test
  void messages_are_refused_answers_wait_pages_are_served_and_then_all_goes_on() throws Exception {
    try (TestApp parley = TestApp.startIn(data, model)) {
      String chat = parley.begin("Begun");
      Asked asked = model.asked().say("Before. ");
      parley.awaitPage(chat, "#message-2[data-state=writing]");
      ReaderPage page = ReaderPage.load(parley, chat);
      try (EventReader stream = page.open()) {
        try (Connection _ = new DataFile(data).hold()) {
          asked.say("Meanwhile. ");
          page.read(stream, "#status-2 .sentence:contains(Waits for another program)");
          HttpResponse<String> refused =
              parley.post("/messages", Map.of("text", "Kept?"), "Accept", "text/html");
          assertThat(refused.statusCode()).isEqualTo(503);
          assertThat(Jsoup.parse(refused.body()).select("#composer-error").text())
              .isEqualTo(SENTENCE);
          assertThat(Jsoup.parse(refused.body()).select("#composer-text").val()).isEqualTo("Kept?");
          assertThat(parley.page(chat).select("#body-2").text()).isEqualTo("Before.");
        }
        page.read(stream, "#body-2:contains(Meanwhile)");
        asked.say("After.").finish();
        page.read(stream, "#message-2[data-state=finished]");
      }
      assertThat(ReaderPage.difference(page, ReaderPage.load(parley, chat))).isEmpty();
      assertThat(page.document().select("#body-2").text()).isEqualTo("Before. Meanwhile. After.");
    }
  }

  @Test
  void those_who_are_signed_in_read_on() throws Exception {
    SettableClock clock = new SettableClock();
    try (TestApp parley = TestApp.startWithAccounts(data, clock.inUtc(), model)) {
      Member ada = Member.owner(parley);
      String chat = ada.begin("Begun");
      model.asked().say("Answer").finish();
      TestApp.await(
          "it is answered",
          () -> !ada.page(chat).select("#message-2[data-state=finished]").isEmpty());
      clock.advance(Duration.ofHours(1));
      try (Connection _ = new DataFile(data).hold()) {
        assertThat(ada.get(chat, "Accept", "text/html").body()).contains("Answer");
        assertThat(ada.get("/settings", "Accept", "text/html").statusCode()).isEqualTo(200);
        assertThat(ada.get("/static/x/css/page/tokens.css").statusCode()).isEqualTo(200);
      }
      long now = clock.instant().toEpochMilli();
      TestApp.await(
          "and afterwards it is known that they were here",
          () -> {
            ada.get("/", "Accept", "text/html");
            return new DataFile(data)
                .rows("select seen_at from account where id = 'local'")
                .contains(String.valueOf(now));
          });
    }
  }

  @Test
  void an_end_that_comes_meanwhile_is_stored_when_it_can_be() throws Exception {
    try (TestApp parley = TestApp.startIn(data, model)) {
      String chat = parley.begin("Begun");
      Asked asked = model.asked().say("All ");
      parley.awaitPage(chat, "#message-2[data-state=writing]");
      try (Connection _ = new DataFile(data).hold()) {
        asked.say("of it.").finish();
        asked.awaitOver();
        assertThat(parley.page(chat).select("#body-2").text()).isEqualTo("All");
      }
      assertThat(parley.awaitPage(chat, "#message-2[data-state=finished]").select("#body-2").text())
          .isEqualTo("All of it.");
    }
  }

  @Test
  void a_start_waits_for_nobody_and_recovers_what_it_finds_as_soon_as_it_can() throws Exception {
    String chat;
    try (TestApp parley = TestApp.startIn(data, model)) {
      chat = parley.begin("Begun");
      model.asked().say("Before. ");
      parley.awaitPage(chat, "#message-2[data-state=writing]");
    }
    Connection lock = new DataFile(data).hold();
    try (TestApp parley = TestApp.startIn(data, model)) {
      assertThat(parley.page(chat).select("#body-2").text()).isEqualTo("Before.");
      lock.close();
      parley.awaitPage(chat, "#message-2[data-state=interrupted]");
    }
  }
}

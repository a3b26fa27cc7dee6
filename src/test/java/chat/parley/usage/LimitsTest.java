package chat.parley.usage;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happens to those who have used up what they may. It is noon on the first of March; each
/// answer takes 30 tokens.
class LimitsTest {
  private static final String HTML = "text/html";

  private final SettableClock time = new SettableClock();
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final ScriptedProvider model = new ScriptedProvider();
  private final Path data = TestApp.temporaryDirectory();
  private TestApp parley = TestApp.startWithAccounts(data, clock, model);
  private Member ada = new Member(parley);
  private Member sam = ada;

  @BeforeEach
  void begin() {
    ada = Member.owner(parley);
    sam = ada.invites("Sam", "member");
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  private void limit(String whose, Map<String, String> limits) {
    assertThat(ada.post(whose, limits).statusCode()).isEqualTo(303);
  }

  private void limitMembers(String what, String number) {
    limit("/limits/member", Map.of(what, number));
  }

  /// A question of Sam's, with its answer.
  private String answered(String question) throws InterruptedException {
    String chat = sam.begin(question);
    model.asked().say("Answer").finish();
    awaitAnswer(chat);
    return chat;
  }

  private void awaitAnswer(String chat) throws InterruptedException {
    TestApp.await(
        "Sam has the answer",
        () -> !sam.page(chat).select("#message-2[data-state=finished]").isEmpty());
  }

  private static String composerSays(HttpResponse<String> response) {
    return Jsoup.parse(response.body()).select("#composer-error").text();
  }

  private HttpResponse<String> ask(Member who, String text) {
    return who.post("/messages", Map.of("text", text), "Accept", HTML);
  }

  private void assertRefused() {
    HttpResponse<String> refused = ask(sam, "One more");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(composerSays(refused)).contains("You have used");
  }

  @Test
  void a_days_tokens_are_said_before_they_bite_and_end_at_midnight() throws Exception {
    limitMembers("tokens", "100");
    answered("One");
    answered("Two");
    assertThat(sam.page("/").select(".quota")).isEmpty();
    answered("Three");
    assertThat(sam.page("/").select(".quota").text())
        .isEqualTo("You have used 90 % of today's tokens.");
    String last = answered("Four");

    HttpResponse<String> refused = ask(sam, "Five, with words");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("43200");
    Document page = Jsoup.parse(refused.body());
    assertThat(page.select("#composer-error").text())
        .isEqualTo(
            "You have used today's 100 tokens. You can write again at midnight, in 12 hours.");
    assertThat(page.select("#composer-text").val()).isEqualTo("Five, with words");
    HttpResponse<String> part =
        sam.post(last + "/messages", Map.of("text", "Five"), "HX-Request", "true");
    assertThat(part.statusCode()).isEqualTo(429);
    assertThat(composerSays(part)).as("only the field's error is swapped").contains("midnight");
    assertThat(part.body()).doesNotContain("<textarea");
    assertThat(sam.page(last).select(".quota").text()).contains("used today's 100 tokens");

    time.advance(Duration.ofHours(12));
    assertThat(ask(sam, "Five, with words").statusCode()).isEqualTo(303);
    assertThat(model.asked().prompt().turns().getLast().text()).isEqualTo("Five, with words");
    assertThat(sam.page("/").select(".quota")).isEmpty();
  }

  @Test
  void again_retry_and_continue_are_held_to_it_too() throws Exception {
    limitMembers("tokens", "30");
    String chat = answered("One");
    for (String action : List.of("again", "retry", "continue")) {
      HttpResponse<String> refused =
          sam.post(
              chat + "/answers", Map.of("message", "2", "action", action), "HX-Request", "true");
      assertThat(refused.statusCode()).as(action).isEqualTo(429);
      assertThat(composerSays(refused)).as(action).contains("midnight");
    }
    assertThat(model.isAsked()).isFalse();
  }

  @Test
  void neither_deleting_nor_a_restart_nor_a_clock_that_is_set_back_opens_the_door()
      throws Exception {
    limitMembers("tokens", "30");
    String chat = answered("One");
    assertRefused();
    sam.post(chat + "/deletion", Map.of());
    assertRefused();
    new DataFile(data).change("delete from conversation where id = ?", chat.replace("/chat/", ""));
    assertRefused();
    time.advance(Duration.ofHours(-13));
    assertRefused();
    parley.close();
    parley = TestApp.startWithAccounts(data, clock, model);
    sam = new Member(parley);
    sam.signIn(Member.address("Sam"), Member.PASSWORD);
    assertRefused();
  }

  @Test
  void what_an_answer_takes_counts_though_its_chat_is_deleted_for_good_meanwhile()
      throws Exception {
    limitMembers("tokens", "30");
    String chat = sam.begin("Purged while it is written");
    Asked asked = model.asked().say("Half of an answer that has many words, and is long enough. ");
    TestApp.await(
        "it is being written",
        () -> !sam.page(chat).select("#message-2[data-state=writing]").isEmpty());
    new DataFile(data).change("delete from conversation where id = ?", chat.replace("/chat/", ""));
    TestApp.await(
        "nothing is written any more",
        () -> {
          asked.say("Nobody reads this any more. ");
          return parley.app().writing() == 0;
        });
    assertRefused();
  }

  @Test
  void deleting_all_chats_stops_what_is_written_and_opens_no_door() throws Exception {
    limitMembers("tokens", "30");
    for (int i = 0; i < 3; i++) {
      String chat = sam.begin("Deleted while it is written");
      model.asked().say("Half of an answer that has many words, and is long enough. ");
      TestApp.await(
          "it is being written",
          () -> !sam.page(chat).select("#message-2[data-state=writing]").isEmpty());
    }
    sam.post("/settings/chats/deletion", Map.of("delete-chats", "delete"));
    TestApp.await("nothing is written any more", () -> parley.app().writing() == 0);
    assertThat(new DataFile(data).rows("select sum(answers) from use_by_day")).containsExactly("3");
    assertRefused();
  }

  @Test
  void a_months_cost_ends_with_the_month() {
    limitMembers("cost", "12.5");
    DataFile file = new DataFile(data);
    file.change(
        """
        insert into use_by_day (account_id, day, provider, model, cost)
        select id, '2026-03-01', 'scripted', 'small', 12 from account where name = 'Sam'
        """);
    assertThat(sam.page("/").select(".quota").text())
        .isEqualTo("You have used 96 % of what this month may cost.");
    file.change("update use_by_day set cost = 12.5");
    assertThat(composerSays(ask(sam, "More")))
        .isEqualTo(
            "You have used what this month may cost (12.50). You can write again on 1 April.");
    assertThat(ask(ada, "The owner's own").statusCode()).isEqualTo(303);
    time.advance(Duration.ofDays(7));
    assertRefused();
    sam.signIn(Member.address("Sam"), Member.PASSWORD);
    time.advance(Duration.ofDays(13));
    sam.signIn(Member.address("Sam"), Member.PASSWORD);
    time.advance(Duration.ofDays(11));
    sam.signIn(Member.address("Sam"), Member.PASSWORD);
    assertThat(ask(sam, "In April").statusCode()).isEqualTo(303);
  }

  @Test
  void each_role_has_messages_a_minute_of_its_own_and_a_person_may_have_others() {
    Member robin = ada.invites("Robin", "admin");
    Member kim = ada.invites("Kim", "member");
    Map<String, Integer> roles = Map.of("member", 1, "admin", 2, "owner", 3);
    roles.forEach((role, most) -> limit("/limits/" + role, Map.of("messages", "" + most)));
    limit("/people/" + ada.idOf("Kim") + "/limits", Map.of("messages", "4"));
    Map<Member, Integer> expected = Map.of(sam, 1, robin, 2, ada, 3, kim, 4);
    expected.forEach((who, most) -> {
      for (int i = 0; i < most; i++) {
        assertThat(ask(who, "Message " + i).statusCode()).isEqualTo(303);
      }
      HttpResponse<String> refused = ask(who, "One too many");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(composerSays(refused)).contains("more than " + most + " messages in a minute");
      assertThat(Jsoup.parse(refused.body()).select("#composer-text").val())
          .isEqualTo("One too many");
    });
    limit("/people/" + ada.idOf("Sam") + "/limits", Map.of("messages", "0"));
    assertThat(ask(sam, "As many as I like").statusCode()).isEqualTo(303);
    assertThat(ask(sam, "And more").statusCode()).isEqualTo(303);
    limit("/people/" + ada.idOf("Sam") + "/limits", Map.of());
    assertThat(ask(sam, "As usual again").statusCode())
        .as("the minute in which the one message was sent is not over")
        .isEqualTo(429);
  }

  @Test
  void of_two_messages_at_once_one_is_one_too_many() throws Exception {
    limitMembers("messages", "1");
    Callable<Integer> send = () -> ask(sam, "At once").statusCode();
    try (ExecutorService hands = Executors.newFixedThreadPool(2)) {
      List<Integer> statuses = new java.util.ArrayList<>();
      for (Future<Integer> one : hands.invokeAll(List.of(send, send))) {
        statuses.add(one.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(303, 429);
    }
  }

  @Test
  void what_is_sent_once_more_goes_where_it_went_though_everything_is_used_up() throws Exception {
    String chat = answered("One");
    limitMembers("messages", "3");
    Map<String, String> first = Map.of("text", "Hello there", "key", "k1");
    Map<String, String> second = Map.of("text", "And then?", "key", "k2");
    Map<String, String> again = Map.of("message", "2", "action", "again", "key", "k3");
    String begun = location(sam.post("/messages", first));
    String sent = location(sam.post(chat + "/messages", second));
    String another = location(sam.post(chat + "/answers", again));
    for (int time = 0; time < 2; time++) {
      assertThat(location(sam.post("/messages", first))).isEqualTo(begun);
      assertThat(location(sam.post(chat + "/messages", second))).isEqualTo(sent);
      assertThat(location(sam.post(chat + "/answers", again))).isEqualTo(another);
      assertThat(ask(sam, "Something new").statusCode()).isEqualTo(429);
      // The second time for another reason.
      limit("/limits/member", Map.of("tokens", "30"));
    }
  }

  @Test
  void what_is_not_taken_is_not_counted_as_a_message() throws Exception {
    String chat = answered("One");
    limitMembers("messages", "1");
    String none = "/chat/00000000-0000-7000-8000-00000000dead";
    for (int time = 0; time < 2; time++) {
      assertThat(sam.post(none + "/messages", Map.of("text", "Hello?")).statusCode())
          .isEqualTo(404);
      assertThat(sam.post(chat + "/messages", Map.of("text", "Instead", "edits", "9")).statusCode())
          .isEqualTo(404);
      for (String action : List.of("again", "retry", "continue")) {
        Map<String, String> missing = Map.of("message", "9", "action", action);
        assertThat(sam.post(chat + "/answers", missing).statusCode()).as(action).isEqualTo(404);
      }
      assertThat(
              sam.post(chat + "/answers", Map.of("message", "2", "action", "continue"))
                  .statusCode())
          .as("it is complete")
          .isEqualTo(422);
      assertThat(
              sam.post(chat + "/answers", Map.of("message", "2", "action", "dance")).statusCode())
          .isEqualTo(422);
    }
    assertThat(ask(sam, "This one is taken").statusCode()).isEqualTo(303);
    assertThat(ask(sam, "And this one too many").statusCode()).isEqualTo(429);
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    return response.headers().firstValue("Location").orElseThrow();
  }

  @Test
  void answers_at_once_wait_in_line_and_what_is_used_up_by_then_is_said() throws Exception {
    limit("/limits/member", Map.of("answers", "1", "tokens", "30"));
    String first = sam.begin("One");
    Asked one = model.asked();
    String second = sam.begin("Two");
    TestApp.await(
        "the second waits",
        () -> !sam.page(second).select("#message-2[data-state=queued]").isEmpty());
    assertThat(model.isAsked()).isFalse();
    one.say("Answer").finish();
    awaitAnswer(first);
    TestApp.await(
        "the second is told",
        () -> !sam.page(second).select("#message-2[data-state=failed]").isEmpty());
    assertThat(sam.page(second).select("#message-2").text())
        .contains("What you may use was used up", "You have used today's 30 tokens");
    assertThat(model.isAsked()).isFalse();
    time.advance(Duration.ofDays(1));
    sam.post(second + "/answers", Map.of("message", "2", "action", "retry"));
    model.asked("Two").say("Answer").finish();
    awaitAnswer(second);
  }
}

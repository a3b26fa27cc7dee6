package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.http.Permission;
import chat.parley.http.Route;
import chat.parley.support.DataFile;
import chat.parley.support.EventReader;
import chat.parley.support.Member;
import chat.parley.support.PhoneApp;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who must have a second factor reaches nothing before it is there.
final class SecondFactorRuleTest {
  private static final String PAGE = "/settings/second-factor";

  private final SettableClock clock = new SettableClock();
  private final TestApp parley =
      TestApp.startWithAccounts(
          TestApp.temporaryDirectory(), clock.withZone(ZoneOffset.UTC), new ScriptedProvider());
  private final DataFile file = new DataFile(parley.data());
  private final Member ada = Member.owner(parley);

  @AfterEach
  void stop() {
    parley.close();
  }

  private PhoneApp setUp(Member who) {
    who.post(PAGE + "/app", Map.of());
    PhoneApp phone = PhoneApp.scan(who.page(PAGE), clock);
    assertThat(who.post(PAGE + "/app/confirmation", Map.of("code", phone.code())).statusCode())
        .isEqualTo(200);
    clock.advance(Duration.ofSeconds(30));
    return phone;
  }

  private static HttpResponse<String> decide(Member who, String whom) {
    return who.post("/second-factor-rule", Map.of("whom", whom));
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse(answer.statusCode() + answer.body());
  }

  private static boolean isIn(Member who) {
    return who.get("/", "Accept", "text/html").statusCode() == 200;
  }

  @Test
  void the_owner_needs_one_before_requiring_it() {
    for (String whom : List.of("staff", "everybody")) {
      HttpResponse<String> answer = decide(ada, whom);
      assertThat(answer.statusCode()).as(whom).isEqualTo(422);
      assertThat(answer.body()).contains("Set up a second factor for yourself first");
    }
    assertThat(decide(ada, "").statusCode()).isEqualTo(422);
    assertThat(file.rows("select role from second_factor_rule")).isEmpty();
    assertThat(isIn(ada)).isTrue();
    setUp(ada);
    assertThat(location(decide(ada, "everybody"))).isEqualTo("/people");
    assertThat(isIn(ada)).isTrue();
    assertThat(ada.page("/people").select("#whom [selected]").val()).isEqualTo("everybody");
    assertThat(
            file.rows(
                "select actor, subject from audit where action = 'decided who must have a second factor'"))
        .containsExactly("ada@example.org|everybody");
  }

  @Test
  void only_the_owner_decides() {
    Member robin = ada.invites("Robin", "admin");
    Member kim = ada.invites("Kim", "member");
    setUp(robin);
    assertThat(decide(robin, "everybody").statusCode()).isEqualTo(422);
    assertThat(decide(kim, "everybody").statusCode()).isEqualTo(404);
    assertThat(robin.page("/people").select("#whom")).isEmpty();
    assertThat(file.rows("select role from second_factor_rule")).isEmpty();
  }

  @Test
  void staff_is_the_owner_and_admins() {
    Member robin = ada.invites("Robin", "admin");
    Member kim = ada.invites("Kim", "member");
    setUp(ada);
    decide(ada, "staff");
    assertThat(isIn(robin)).isFalse();
    assertThat(isIn(kim)).isTrue();
    setUp(robin);
    assertThat(isIn(robin)).isTrue();
    ada.post("/people/" + ada.idOf("Kim") + "/role", Map.of("role", "admin"));
    assertThat(isIn(kim)).as("an admin now").isFalse();
    decide(ada, "nobody");
    assertThat(isIn(kim)).isTrue();
  }

  @Test
  void every_route_leads_to_where_it_is_set_up() {
    Member robin = ada.invites("Robin", "admin");
    String chat = robin.begin("Secret question");
    setUp(ada);
    decide(ada, "everybody");
    parley
        .app()
        .routes()
        .forEach(route -> {
          if (route.permission() == Permission.SIGNED_IN
              || route.permission() == Permission.STAFF) {
            check(robin, route, chat);
          }
        });
    assertThat(file.rows("select count(*) from message")).containsExactly("2");
  }

  private void check(Member who, Route route, String chat) {
    String[] parts = {route.method(), route.path()};
    String path =
        parts[1]
            .replace("{id}", chat.replace("/chat/", ""))
            .replace("{message}", "2")
            .replaceAll("\\{\\w+}", "x");
    boolean events = route.events();
    for (String[] headers :
        List.of(
            new String[] {"Accept", "text/html"},
            new String[] {"Accept", "text/html", "HX-Request", "true"},
            new String[] {"Accept", "application/json"},
            new String[] {"Accept", "text/plain"})) {
      HttpResponse<String> answer =
          parts[0].equals("POST")
              ? who.post(path, Map.of("text", "More", "title", "Hi"), headers)
              : who.get(path, headers);
      String what = route + " " + String.join(" ", headers) + ": " + answer.body();
      assertThat(answer.body()).as(what).doesNotContain("Secret");
      if (events) {
        assertThat(answer.body()).as(what).contains("event: session-expired");
      } else if (headers.length == 4) {
        assertThat(answer.headers().firstValue("HX-Redirect")).as(what).contains(PAGE);
        assertThat(answer.body()).as(what).isEmpty();
      } else if (headers[1].equals("text/html")) {
        assertThat(location(answer)).as(what).isEqualTo(PAGE);
      } else {
        assertThat(answer.statusCode()).as(what).isEqualTo(403);
        assertThat(answer.body()).as(what).contains("asks for a second factor");
      }
    }
  }

  @Test
  void what_is_reached_before_is_the_page_where_it_is_set_up_and_the_way_out() {
    Member kim = ada.invites("Kim", "member");
    kim.begin("Secret question");
    setUp(ada);
    decide(ada, "everybody");
    Document page = kim.page(PAGE);
    assertThat(page.title()).isEqualTo("Set up a second factor · Parley");
    assertThat(page.html()).doesNotContain("Secret question");
    assertThat(page.select("form[action=/sign-out]")).hasSize(1);
    PhoneApp phone = setUp(kim);
    assertThat(isIn(kim)).isTrue();
    Member again = new Member(parley);
    again.signIn("kim@example.org", Member.PASSWORD);
    assertThat(isIn(again)).isFalse();
    assertThat(location(again.post("/second-factor", Map.of("code", phone.code())))).isEqualTo("/");
    assertThat(isIn(again)).isTrue();
  }

  @Test
  void who_was_away_shows_first_that_it_is_them() {
    Member kim = ada.invites("Kim", "member");
    setUp(ada);
    clock.advance(Duration.ofHours(1));
    ada.post(PAGE + "/proof", Map.of("present", Member.PASSWORD));
    decide(ada, "everybody");
    assertThat(kim.page(PAGE).select("form[action$=proof]")).hasSize(1);
    assertThat(kim.page(PAGE).select("form[action$=app]")).isEmpty();
    assertThat(kim.post(PAGE + "/app", Map.of()).statusCode()).isEqualTo(422);
    assertThat(kim.post(PAGE + "/proof", Map.of("present", Member.PASSWORD)).statusCode())
        .isEqualTo(303);
    setUp(kim);
    assertThat(isIn(kim)).isTrue();
  }

  @Test
  void who_signs_in_new_is_led_there() {
    setUp(ada);
    decide(ada, "everybody");
    Member kim = new Member(parley);
    String path = URI.create(ada.invitation("member")).getPath();
    kim.post(path, Map.of("name", "Kim", "email", "kim@example.org", "password", Member.PASSWORD));
    assertThat(location(kim.get("/", "Accept", "text/html"))).isEqualTo(PAGE);
    setUp(kim);
    assertThat(isIn(kim)).isTrue();
  }

  @Test
  void streams_that_are_open_end_when_the_rule_comes() throws Exception {
    Member kim = ada.invites("Kim", "member");
    String chat = kim.begin("Hello");
    setUp(ada);
    try (EventReader stream = kim.stream(chat, "")) {
      stream.next();
      decide(ada, "everybody");
      assertThat(stream.rest()).anyMatch(event -> event.name().equals("session-expired"));
    }
    assertThat(isIn(kim)).isFalse();
    assertThat(
            file.rows(
                "select count(*) from session s join account a on a.id = s.account_id where a.name = 'Kim'"))
        .as("still signed in")
        .containsExactly("1");
  }

  @Test
  void who_removes_the_last_one_is_led_there_again_the_owner_too() {
    setUp(ada);
    decide(ada, "staff");
    ada.post(PAGE + "/app/deletion", Map.of());
    assertThat(isIn(ada)).isFalse();
    assertThat(ada.page(PAGE).title()).contains("Set up a second factor");
    setUp(ada);
    assertThat(isIn(ada)).isTrue();
  }
}

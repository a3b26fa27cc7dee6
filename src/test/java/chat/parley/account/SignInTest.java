package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.http.PublicUrl;
import chat.parley.support.DataFile;
import chat.parley.support.EventReader;
import chat.parley.support.Member;
import chat.parley.support.RawRequest;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The way in and out where people sign in.
class SignInTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.startWithAccounts(model);
  private final DataFile file = new DataFile(parley.data());

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void the_first_account_is_made_with_the_code_of_the_log_and_only_once() {
    Member visitor = new Member(parley);
    assertThat(location(visitor.get("/", "Accept", "text/html"))).isEqualTo("/set-up");
    HttpResponse<String> wrong = visitor.post("/set-up", owner("AAAA-BBBB-CCCC-DDDD"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(error(wrong, "code")).contains("not the code");
    assertThat(Jsoup.parse(wrong.body()).select("#email").attr("value"))
        .as("what was entered stays")
        .isEqualTo("ada@example.org");
    assertThat(wrong.body()).as("but for the password").doesNotContain(Member.PASSWORD);

    String code = parley.app().setUpCode().orElseThrow();
    assertThat(location(visitor.post("/set-up", owner(code.toLowerCase(java.util.Locale.ROOT)))))
        .as("however it is typed")
        .isEqualTo("/");
    assertThat(visitor.get("/", "Accept", "text/html").statusCode()).isEqualTo(200);
    HttpResponse<String> again = new Member(parley).post("/set-up", owner(code));
    assertThat(again.statusCode()).isEqualTo(422);
    assertThat(again.body()).contains("has its owner already");
    assertThat(file.rows("select id, role from account")).containsExactly("local|owner");
  }

  @Test
  void whoever_began_alone_keeps_every_chat() throws Exception {
    Path data = TestApp.temporaryDirectory();
    try (TestApp alone = TestApp.startIn(data, model)) {
      String chat = alone.begin("Said before anybody signed in");
      model.asked().say("Kept").finish();
      alone.awaitPage(chat, "#message-2[data-state=finished]");
    }
    try (TestApp together = TestApp.startWithAccounts(data, model)) {
      Member owner = Member.owner(together);
      String chat = owner.page("/").select(".sidebar-list .row").attr("href");
      assertThat(owner.get(chat, "Accept", "text/html").body())
          .contains("Said before anybody signed in", "Kept");
    }
  }

  @Test
  void signing_in_goes_on_to_what_was_asked_for_and_never_to_another_site() {
    Member ada = Member.owner(parley);
    String chat = ada.begin("Mine");
    Member browser = new Member(parley);
    String path = location(browser.get(chat + "?at=beginning", "Accept", "text/html"));
    assertThat(path).startsWith("/sign-in?to=");
    String to = browser.page(path).select("input[name=to]").attr("value");
    assertThat(to).isEqualTo(chat + "?at=beginning");
    Map<String, String> form =
        Map.of("email", "Ada@Example.org ", "password", Member.PASSWORD, "to", to);
    assertThat(location(browser.post("/sign-in", form))).isEqualTo(to);
    for (String evil :
        List.of(
            "//evil.example", "https://evil.example", "/\\evil.example", "\n/", "javascript:x")) {
      Map<String, String> elsewhere =
          Map.of("email", "ada@example.org", "password", Member.PASSWORD, "to", evil);
      assertThat(location(new Member(parley).post("/sign-in", elsewhere))).as(evil).isEqualTo("/");
    }
  }

  @Test
  void an_unknown_account_and_a_wrong_password_look_the_same() {
    Member.owner(parley);
    HttpResponse<String> unknown = new Member(parley).signIn("nobody@example.org", "wrong wrong 1");
    HttpResponse<String> wrong = new Member(parley).signIn("ada@example.org", "wrong wrong 1");
    assertThat(unknown.statusCode()).isEqualTo(wrong.statusCode()).isEqualTo(422);
    assertThat(unknown.body().replace("nobody@", "ada@")).isEqualTo(wrong.body());
    assertThat(unknown.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(file.rows("select actor, action from audit where action = 'failed to sign in'"))
        .containsExactly(
            "nobody@example.org|failed to sign in", "ada@example.org|failed to sign in");
  }

  @Test
  void guesses_are_slowed_down_and_do_not_lock_the_owner_out_of_their_browser() {
    Member ada = Member.owner(parley);
    Member guesser = new Member(parley);
    int refused = 0;
    for (int i = 0; i < 14; i++) {
      refused = guesser.signIn("ada@example.org", "guess number " + i).statusCode();
    }
    assertThat(refused).isEqualTo(429);
    HttpResponse<String> late = guesser.signIn("ada@example.org", Member.PASSWORD);
    assertThat(late.statusCode()).as("even with the right one").isEqualTo(429);
    assertThat(late.headers().firstValue("Retry-After")).isPresent();
    assertThat(error(late, "password")).contains("too many tries");

    ada.post("/sign-out", Map.of());
    assertThat(ada.cookies()).containsKey("parley-device").doesNotContainKey("parley-session");
    assertThat(ada.signIn("ada@example.org", Member.PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void nobody_else_uses_up_the_tries_of_a_known_browser() {
    Member ada = Member.owner(parley);
    ada.post("/sign-out", Map.of());
    Member visitor = new Member(parley);
    for (int i = 0; i < 12; i++) {
      visitor.signIn("device ada@example.org", "guess");
      visitor.signIn("ada@example.org", "guess");
    }
    assertThat(visitor.signIn("x".repeat(10_000) + "@example.org", "guess").statusCode())
        .isIn(422, 429);
    assertThat(visitor.signIn("x".repeat(100_000) + "@example.org", "guess").statusCode())
        .as("more than is read of somebody who is signed out")
        .isEqualTo(413);
    assertThat(ada.signIn("ada@example.org", Member.PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void the_links_of_somebody_who_is_disabled_lead_nowhere() {
    Member ada = Member.owner(parley);
    Member robin = ada.invites("Robin", "admin");
    robin.invites("Kim", "member");
    String invitation = URI.create(robin.invitation("member")).getPath();
    Document made =
        Jsoup.parse(robin.post("/people/" + robin.idOf("Kim") + "/reset", Map.of()).body());
    String reset = URI.create(made.select("#new-link").attr("value")).getPath();
    assertThat(new Member(parley).get(reset).statusCode()).as("assumed: it works").isEqualTo(200);
    ada.post("/people/" + ada.idOf("Robin") + "/disabling", Map.of());
    assertThat(new Member(parley).get(reset).statusCode()).isEqualTo(404);
    assertThat(new Member(parley).get(invitation).statusCode()).isEqualTo(404);
  }

  @Test
  void cookies_have_the_flags_that_fit_and_tokens_stand_nowhere_in_clear() throws Exception {
    Member ada = Member.owner(parley);
    HttpResponse<String> welcome = ada.signIn("ada@example.org", Member.PASSWORD);
    assertThat(welcome.headers().allValues("Set-Cookie"))
        .hasSize(2)
        .allMatch(
            cookie -> cookie.endsWith("; HttpOnly; SameSite=Lax") && cookie.contains("; Path=/;"));
    String token = ada.cookies().getOrDefault("parley-session", "");
    assertThat(token).as("256 bits").hasSize(43);
    assertThat(everyByte()).contains("ada@example.org").doesNotContain(token, Member.PASSWORD);
    Member again = new Member(parley);
    again.signIn("ada@example.org", Member.PASSWORD);
    assertThat(again.cookies()).doesNotContainEntry("parley-session", token);
  }

  @Test
  void over_https_the_cookies_are_of_this_host_alone() {
    parley.close();
    try (TestApp behind =
        TestApp.start(
            config -> {
              config.auth = chat.parley.Auth.ACCOUNTS;
              config.publicUrl = PublicUrl.parse("https://chat.example.org");
            },
            model)) {
      Member ada = Member.owner(behind);
      assertThat(ada.cookies().keySet())
          .containsExactlyInAnyOrder("__Host-parley-session", "__Host-parley-device");
      assertThat(ada.signIn("ada@example.org", Member.PASSWORD).headers().allValues("Set-Cookie"))
          .allMatch(cookie -> cookie.endsWith("; HttpOnly; SameSite=Lax; Secure"));
      assertThat(ada.invitation("member")).startsWith("https://chat.example.org/invitation/");
    }
  }

  @Test
  void another_sites_page_cannot_ask_in_somebodys_name() {
    Member ada = Member.owner(parley);
    for (String[] foreign :
        new String[][] {
          {"Origin", "https://evil.example"},
          {"Origin", "null"},
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"}
        }) {
      assertThat(ada.post("/messages", Map.of("text", "Hi"), foreign).statusCode())
          .as(String.join(" ", foreign))
          .isEqualTo(403);
      assertThat(ada.get("/", foreign).statusCode()).isEqualTo(403);
    }
    String own = "http://127.0.0.1:" + parley.port();
    assertThat(ada.post("/messages", Map.of("text", "Hi"), "Origin", own).statusCode())
        .isEqualTo(303);
  }

  @Test
  void what_came_in_clear_is_not_ours_where_parley_is_reached_by_https() {
    parley.close();
    try (TestApp behind =
        TestApp.start(
            config -> {
              config.auth = chat.parley.Auth.ACCOUNTS;
              config.publicUrl = PublicUrl.parse("https://chat.example.org");
            },
            model)) {
      Map<String, Integer> origins =
          Map.of(
              "https://chat.example.org", 200,
              "http://chat.example.org", 403,
              "https://chat.example.org:8443", 403,
              "http://chat.example.org:443", 403,
              "https://chat.example.org.evil.example", 403);
      origins.forEach((origin, status) -> {
        for (String host : List.of("chat.example.org", "chat.example.org:443")) {
          assertThat(
                  RawRequest.send(
                          behind.port(),
                          "GET /sign-in HTTP/1.1",
                          "Host: " + host,
                          "Origin: " + origin,
                          "Connection: close")
                      .status())
              .as(origin + " at " + host)
              .isIn(status, status == 200 ? 303 : status);
        }
      });
    }
  }

  @Test
  void headers_of_a_proxy_that_nobody_named_count_for_nothing() {
    Member ada = Member.owner(parley);
    Member guesser = new Member(parley);
    int last = 0;
    for (int i = 0; i < 40; i++) {
      last =
          guesser
              .post(
                  "/sign-in",
                  Map.of("email", "nobody" + i + "@example.org", "password", "wrong wrong"),
                  "X-Forwarded-For",
                  "203.0.113." + i,
                  "X-Forwarded-Proto",
                  "https")
              .statusCode();
    }
    assertThat(last).as("one address, whatever it says").isEqualTo(429);
    assertThat(ada.page("/settings").select("#sessions .field-hint").text()).contains("127.0.0.1");
  }

  @Test
  void an_invitation_is_good_once_for_the_role_that_it_names() {
    Member ada = Member.owner(parley);
    String path = URI.create(ada.invitation("admin")).getPath();
    Member robin = new Member(parley);
    assertThat(robin.page(path).select("h1").text()).isEqualTo("Join Parley");
    HttpResponse<String> weak = robin.post(path, person("Robin", "password123"));
    assertThat(weak.statusCode()).isEqualTo(422);
    assertThat(error(weak, "password")).contains("tried first");
    assertThat(location(robin.post(path, person("Robin", Member.PASSWORD)))).isEqualTo("/");
    assertThat(robin.get("/people", "Accept", "text/html").statusCode()).isEqualTo(200);
    assertThat(new Member(parley).get(path).statusCode()).as("used").isEqualTo(404);

    Member kim = robin.invites("Kim", "member");
    assertThat(kim.get("/people").statusCode()).isEqualTo(404);
    assertThat(robin.post("/people/invitations", Map.of("role", "admin")).body())
        .contains("Only the owner invites admins.");
    assertThat(robin.post("/people/invitations", Map.of("role", "owner")).statusCode())
        .isEqualTo(422);

    String withdrawn = URI.create(ada.invitation("member")).getPath();
    Document people = ada.page("/people");
    ada.post(people.select("form[action^=/people/invitations/]").attr("action"), Map.of());
    assertThat(new Member(parley).get(withdrawn).statusCode()).isEqualTo(404);
  }

  @Test
  void a_link_to_a_new_password_ends_every_session() {
    Member ada = Member.owner(parley);
    Member kim = ada.invites("Kim", "member");
    Document page = Jsoup.parse(ada.post("/people/" + ada.idOf("Kim") + "/reset", Map.of()).body());
    String path = URI.create(page.select("#new-link").attr("value")).getPath();
    Member phone = new Member(parley);
    assertThat(location(phone.post(path, Map.of("password", "another five word secret"))))
        .isEqualTo("/");
    assertThat(kim.get("/", "Accept", "text/html").statusCode()).as("out").isEqualTo(303);
    assertThat(phone.get("/", "Accept", "text/html").statusCode()).as("in").isEqualTo(200);
    assertThat(new Member(parley).signIn("kim@example.org", Member.PASSWORD).statusCode())
        .isEqualTo(422);
    assertThat(new Member(parley).get(path).statusCode()).as("used").isEqualTo(404);
  }

  @Test
  void a_changed_password_signs_out_everywhere_else() {
    Member ada = Member.owner(parley);
    Member phone = new Member(parley);
    phone.signIn("ada@example.org", Member.PASSWORD);
    HttpResponse<String> wrong =
        ada.post("/settings/password", Map.of("present", "no", "password", "a better secret now"));
    assertThat(error(wrong, "present")).contains("not your present password");
    assertThat(
            location(
                ada.post(
                    "/settings/password",
                    Map.of("present", Member.PASSWORD, "password", "a better secret now"))))
        .startsWith("/settings");
    assertThat(ada.get("/", "Accept", "text/html").statusCode()).isEqualTo(200);
    assertThat(phone.get("/", "Accept", "text/html").statusCode()).isEqualTo(303);
  }

  @Test
  void sessions_are_listed_and_ended_one_by_one_with_their_streams() throws Exception {
    Member ada = Member.owner(parley);
    Member phone = new Member(parley);
    phone.post(
        "/sign-in",
        Map.of("email", "ada@example.org", "password", Member.PASSWORD),
        "User-Agent",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1");
    String chat = ada.begin("Mine");
    model.asked().say("Answer").finish();
    String position = position(phone, chat);
    try (EventReader stream = phone.stream(chat, position);
        EventReader own = ada.stream(chat, position)) {
      assertThat(stream.next().name()).isEqualTo("hello");
      assertThat(own.next().name()).isEqualTo("hello");
      Document settings = ada.page("/settings");
      assertThat(settings.select("#sessions .entry").text()).contains("Safari on iPhone", "here");
      ada.post(settings.select("#sessions .entry:contains(iPhone) form").attr("action"), Map.of());
      assertThat(stream.rest()).extracting(EventReader.Event::name).endsWith("session-expired");
      assertThat(phone.stream(chat, position).next().name()).isEqualTo("session-expired");
      ada.begin("The other stream goes on");
    }
  }

  @Test
  void disabling_an_account_closes_what_it_has_open_and_keeps_what_was_written() throws Exception {
    Member ada = Member.owner(parley);
    Member kim = ada.invites("Kim", "member");
    String chat = kim.begin("Write on");
    ScriptedProvider.Asked asked = model.asked().say("The beginning");
    TestApp.await(
        "it is being written",
        () -> !kim.page(chat).select("#message-2[data-state=writing]").isEmpty());
    try (EventReader stream = kim.stream(chat, position(kim, chat))) {
      assertThat(stream.next().name()).isEqualTo("hello");
      String id = ada.idOf("Kim");
      assertThat(location(ada.post("/people/" + id + "/disabling", Map.of()))).isEqualTo("/people");
      assertThat(stream.rest()).extracting(EventReader.Event::name).endsWith("session-expired");
      TestApp.await("the model is left", asked::isOver);
      assertThat(kim.get(chat, "Accept", "text/html").statusCode()).isEqualTo(303);
      HttpResponse<String> refused = kim.signIn("kim@example.org", Member.PASSWORD);
      assertThat(refused.body()).contains("This account is disabled");
      assertThat(kim.signIn("kim@example.org", "wrong wrong 1").body())
          .as("who does not know the password does not learn it")
          .doesNotContain("disabled");
      ada.post("/people/" + id + "/enabling", Map.of());
      assertThat(kim.signIn("kim@example.org", Member.PASSWORD).statusCode()).isEqualTo(303);
      Document kept = kim.page(chat);
      assertThat(kept.select("#message-2").attr("data-state")).isEqualTo("stopped");
      assertThat(kept.select("#body-2").text()).isEqualTo("The beginning");
    }
  }

  @Test
  void an_admin_looks_after_members_and_nobody_else() {
    Member ada = Member.owner(parley);
    Member robin = ada.invites("Robin", "admin");
    ada.invites("Sam", "admin");
    robin.invites("Kim", "member");
    for (String other : List.of("Ada", "Sam", "Robin")) {
      String id = robin.idOf(other);
      for (String form : List.of("disabling", "enabling", "reset", "role")) {
        HttpResponse<String> refused =
            robin.post("/people/" + id + "/" + form, Map.of("role", "member"));
        assertThat(refused.statusCode()).as(other + " " + form).isEqualTo(422);
      }
    }
    assertThat(
            robin
                .post("/people/" + robin.idOf("Kim") + "/role", Map.of("role", "admin"))
                .statusCode())
        .as("nor makes one")
        .isEqualTo(422);
    assertThat(location(ada.post("/people/" + ada.idOf("Kim") + "/role", Map.of("role", "admin"))))
        .isEqualTo("/people");
    assertThat(file.rows("select name, role from account where name in ('Sam', 'Kim') order by 1"))
        .containsExactly("Kim|admin", "Sam|admin");
  }

  private static Map<String, String> owner(String code) {
    return Map.of(
        "code", code, "name", "Ada", "email", "ada@example.org", "password", Member.PASSWORD);
  }

  private static Map<String, String> person(String name, String password) {
    return Map.of("name", name, "email", Member.address(name), "password", password);
  }

  private static String position(Member member, String chat) throws InterruptedException {
    TestApp.await(
        chat + " has a stream",
        () -> !member.page(chat).select("#stream[data-position]").isEmpty());
    return member.page(chat).select("#stream").attr("data-position");
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse(response.statusCode() + "");
  }

  private static String error(HttpResponse<String> response, String field) {
    return Jsoup.parse(response.body()).select("#" + field + "-error").text();
  }

  /// All that there is in the data directory.
  private String everyByte() throws Exception {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(parley.data())) {
      for (Path one : files.toList()) {
        all.append(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}

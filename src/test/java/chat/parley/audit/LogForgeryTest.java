package chat.parley.audit;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.account.oidc.Registration;
import chat.parley.support.DataFile;
import chat.parley.support.FakeIssuer;
import chat.parley.support.Member;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Nobody makes the log say that somebody else did something, and what was refused is in it.
class LogForgeryTest {
  private final FakeIssuer issuer = FakeIssuer.start();
  private final TestApp parley =
      TestApp.startWithOpenId(
          TestApp.temporaryDirectory(),
          0,
          Clock.systemUTC(),
          List.of(
              new Registration(
                  "harbour",
                  "Harbour",
                  issuer.issuer(),
                  "parley",
                  "secret",
                  List.of("openid", "email", "profile"),
                  Set.of("example.org"))));
  private final DataFile file = new DataFile(parley.data());
  private Member ada = new Member(parley);

  @BeforeEach
  void begin() {
    ada = Member.owner(parley);
  }

  @AfterEach
  void stop() {
    parley.close();
    issuer.close();
  }

  @Test
  void somebody_without_an_address_cannot_pass_for_one_who_has_it() {
    for (String name :
        List.of(
            "ada@example.org",
            "ada\uFF20example.org",
            "ada@example.org” (no e-mail address) and",
            "\u202Egro.elpmaxe@ada",
            "ada@example.org\ninvited eve")) {
      Member eve = new Member(parley);
      String invitation =
          java.net.URI.create(ada.invitation("admin")).getPath().replace("/invitation/", "");
      arrive(
          eve,
          eve.get("/sign-in/harbour?invitation=" + invitation),
          Map.of("sub", "eve-" + name.hashCode(), "name", name));
      eve.post("/people/invitations", Map.of("role", "member", "email", "spy@evil.example"));
      Elements entry = ada.page("/log").select(".log .entry:first-child");
      String line = entry.select("p:first-child").text();
      assertThat(line).as(name).doesNotContain("ada@example.org").startsWith("“");
      assertThat(line).as(name).contains("(no e-mail address) invited spy@evil.example");
      String id = entry.select(".account-id").eachText().getFirst();
      assertThat(file.rows("select email from account where id = ?", id)).containsExactly("null");
      assertThat(ada.page("/people").select("[data-person=" + id + "]").text())
          .as("the page of people has the same number")
          .contains(id, "no e-mail address");
    }
  }

  @Test
  void nobody_takes_a_name_like_an_address_and_every_other_name_is_in_the_log() {
    Member kim = ada.invites("Kim", "member");
    for (String name : List.of("ada@example.org", "ada\uFE6Bexample.org", "@")) {
      HttpResponse<String> refused = kim.post("/settings/name", Map.of("name", name));
      assertThat(refused.statusCode()).as(name).isEqualTo(422);
      assertThat(Jsoup.parse(refused.body()).select("#name-error").text()).contains("leave out");
    }
    kim.post("/settings/name", Map.of("name", " Kim\u202E \u0007the\nFirst "));
    kim.post("/settings/name", Map.of("name", "Kim the First"));
    assertThat(file.rows("select actor, action, subject from audit where action like 'took%'"))
        .containsExactly("kim@example.org|took another name:|“Kim the First” in place of “Kim”");
  }

  @Test
  void an_address_has_no_signs_that_cannot_be_seen_or_that_read_like_a_sentence() {
    String path = java.net.URI.create(ada.invitation("member")).getPath();
    for (String email :
        List.of(
            "ada\u200B@example.org",
            "ada@example\u202E.org",
            "ada@example.org,eve",
            "\"ada@example.org\"@evil",
            "ada@example.org made@x",
            "ada\uFF20x@example.org")) {
      HttpResponse<String> refused =
          new Member(parley)
              .post(path, Map.of("name", "Eve", "email", email, "password", Member.PASSWORD));
      assertThat(refused.statusCode()).as(email).isEqualTo(422);
    }
    assertThat(
            new Member(parley)
                .post(
                    path,
                    Map.of(
                        "name",
                        "Zoë",
                        "email",
                        "zoë.o'neil+x@bücher.example",
                        "password",
                        Member.PASSWORD))
                .statusCode())
        .isEqualTo(303);
  }

  @Test
  void who_only_says_a_name_is_shown_as_a_stranger() {
    new Member(parley).signIn("ada@example.org disabled kim@example.org and", "wrong wrong 1");
    Elements entry = ada.page("/log").select(".log .entry:first-child");
    assertThat(entry.select("b")).isEmpty();
    assertThat(entry.select("q").text()).isEqualTo("ada@example.org disabled kim@example.org and");
    assertThat(entry.select(".field-hint").text()).contains("not signed in");
  }

  @Test
  void what_is_done_to_somebody_has_both_numbers_and_is_found_by_them() {
    ada.invites("Kim", "member");
    String kim = ada.idOf("Kim");
    ada.post("/people/" + kim + "/disabling", Map.of());
    Document found = ada.page("/log?text=" + kim);
    Elements entry = found.select(".log .entry:first-child");
    assertThat(entry.select("p:first-child").text())
        .isEqualTo("ada@example.org disabled kim@example.org");
    assertThat(entry.select(".account-id").eachText()).containsExactly("local", kim);
    assertThat(found.select(".log .entry")).hasSizeGreaterThan(1);
  }

  @Test
  void throttled_sign_ins_are_in_it_once_and_not_a_line_each() {
    Member guesser = new Member(parley);
    for (int i = 0; i < 25; i++) {
      guesser.signIn("ada@example.org", "guess number " + i);
    }
    assertThat(file.rows("select actor, subject from audit where action like 'was slowed down%'"))
        .containsExactly("ada@example.org|to sign in");
    assertThat(file.rows("select 1 from audit where action = 'failed to sign in'")).hasSize(10);
  }

  @Test
  void the_right_password_of_a_disabled_account_is_in_it_and_so_is_its_provider() {
    Member kim = ada.invites("Kim", "member");
    arrive(kim, kim.post("/settings/identities/harbour", Map.of()), Map.of("sub", "k"));
    String id = ada.idOf("Kim");
    ada.post("/people/" + id + "/disabling", Map.of());
    kim.signIn("kim@example.org", Member.PASSWORD);
    Member phone = new Member(parley);
    arrive(phone, phone.get("/sign-in/harbour"), Map.of("sub", "k"));
    arrive(phone, phone.get("/sign-in/harbour"), Map.of("sub", "nobody"));
    assertThat(file.rows("select actor_id from audit where action like 'was not let in%'"))
        .containsExactly(id, id);
    assertThat(file.rows("select actor_id from audit where action = 'did not get in with Harbour'"))
        .isNotEmpty()
        .containsOnly("");
  }

  @Test
  void what_somebody_has_no_right_to_is_in_it() {
    Member robin = ada.invites("Robin", "admin");
    Member kim = ada.invites("Kim", "member");
    kim.get("/people");
    kim.post("/people/" + ada.idOf("Robin") + "/disabling", Map.of());
    robin.post("/people/local/disabling", Map.of());
    robin.post("/people/local/reset", Map.of());
    robin.post("/people/local/sessions/deletion", Map.of());
    robin.post("/people/" + ada.idOf("Kim") + "/role", Map.of("role", "admin"));
    robin.post("/people/invitations", Map.of("role", "admin"));
    robin.post("/limits/owner", Map.of("messages", "1"));
    robin.post("/allowed-addresses", Map.of("ranges", "10.0.0.0/8"));
    assertThat(file.rows("select actor, subject from audit where action = 'was refused:'"))
        .containsExactly(
            "kim@example.org|GET /people",
            "kim@example.org|POST /people/" + ada.idOf("Robin") + "/disabling",
            "robin@example.org|disabled ada@example.org",
            "robin@example.org|made a password link for ada@example.org",
            "robin@example.org|signed out everywhere ada@example.org",
            "robin@example.org|made admin kim@example.org",
            "robin@example.org|invited an admin",
            "robin@example.org|change the limits of every owner",
            "robin@example.org|allow admins to connect to 10.0.0.0/8");
    for (int i = 0; i < 100; i++) {
      kim.get("/log");
    }
    assertThat(file.rows("select 1 from audit where action = 'was refused:' and actor like 'kim%'"))
        .as("nobody fills the disk with it")
        .hasSizeLessThan(40);
  }

  @Test
  void an_invitation_that_is_not_there_is_not_withdrawn_in_it() {
    ada.post("/people/invitations/made-up/deletion", Map.of());
    assertThat(file.rows("select 1 from audit where action like 'withdrew%'")).isEmpty();
    ada.invitation("admin");
    String form = ada.page("/people").select("form[action^=/people/invitations/]").attr("action");
    Member robin = ada.invites("Robin", "admin");
    robin.post(form, Map.of());
    assertThat(file.rows("select 1 from audit where action like 'withdrew%'"))
        .as("nor one that an admin may not withdraw")
        .isEmpty();
    ada.post(form, Map.of());
    assertThat(file.rows("select action, subject from audit where action like 'withdrew%'"))
        .containsExactly("withdrew the invitation of|an admin");
  }

  private HttpResponse<String> arrive(
      Member who, HttpResponse<String> left, Map<String, Object> claims) {
    String departure =
        left.headers()
            .firstValue("Location")
            .or(() ->
                left.headers().firstValue("Refresh").map(value -> value.replace("0; url=", "")))
            .orElseThrow(() -> new AssertionError(left.statusCode() + " " + left.body()));
    Map<String, String> asked = FakeIssuer.pairs(java.net.URI.create(departure).getRawQuery());
    return who.get(
        "/sign-in/harbour/return?code=%s&state=%s&iss=%s"
            .formatted(issuer.code(asked, claims), asked.get("state"), issuer.issuer()),
        "Accept",
        "text/html");
  }
}

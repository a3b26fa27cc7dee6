package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.account.oidc.Registration;
import chat.parley.support.DataFile;
import chat.parley.support.FakeIssuer;
import chat.parley.support.Member;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Nobody gets a lasting way into an account, or keeps one, without its owner.
class WaysInTest {
  private final FakeIssuer issuer = FakeIssuer.start();
  private final SettableClock clock = new SettableClock();
  private final TestApp parley =
      TestApp.startWithOpenId(
          TestApp.temporaryDirectory(),
          0,
          clock.inUtc(),
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
    // The provider has the system's time.
    clock.advance(Duration.between(clock.instant(), Instant.now()));
    ada = Member.owner(parley);
  }

  @AfterEach
  void stop() {
    parley.close();
    issuer.close();
  }

  @Test
  void nobody_makes_a_link_to_their_own_password_and_staff_show_first_who_they_are() {
    Member kim = ada.invites("Kim", "member");
    assertThat(ada.post("/people/local/reset", Map.of()).body()).contains("This is you");
    assertThat(file.rows("select count(*) from link where kind = 'reset'")).containsExactly("0");
    clock.advance(Sessions.FRESH.plusSeconds(1));
    for (String path :
        List.of(
            "/people/invitations",
            "/people/" + ada.idOf("Kim") + "/role",
            "/people/" + ada.idOf("Kim") + "/reset",
            "/people/" + ada.idOf("Kim") + "/second-factor/deletion",
            "/second-factor-rule",
            "/settings/everything/deletion")) {
      assertThat(ada.post(path, Map.of("role", "admin", "whom", "nobody")).statusCode())
          .as(path)
          .isEqualTo(403);
    }
    assertThat(
            ada.post("/people/" + ada.idOf("Kim") + "/reset", Map.of("present", Member.PASSWORD))
                .statusCode())
        .isEqualTo(200);
    assertThat(kim.get("/", "Accept", "text/html").statusCode()).isEqualTo(200);
  }

  @Test
  void a_provider_is_joined_only_by_who_has_shown_a_moment_ago_who_they_are() {
    Member kim = ada.invites("Kim", "member");
    clock.advance(Sessions.FRESH.plusSeconds(1));
    HttpResponse<String> asked = kim.post("/settings/identities/harbour", Map.of());
    assertThat(asked.statusCode()).isEqualTo(403);
    Document page = Jsoup.parse(asked.body());
    assertThat(page.select("h1").text()).isEqualTo("Is it you?");
    String action = page.select("#confirmation form").attr("action");
    HttpResponse<String> wrong = kim.post(action, Map.of("present", "not my password"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(Jsoup.parse(wrong.body()).select("#present-error").text())
        .contains("not your present password");
    String before = kim.cookies().getOrDefault("parley-session", "");
    HttpResponse<String> left = kim.post(action, Map.of("present", Member.PASSWORD));
    assertThat(kim.cookies()).as("under another token").doesNotContainValue(before);
    assertThat(
            parley
                .get("/", "Cookie", "parley-session=" + before, "Accept", "text/html")
                .statusCode())
        .as("the one before opens nothing")
        .isEqualTo(303);
    assertThat(arrive(kim, left, Map.of("sub", "k-1")).statusCode()).isEqualTo(303);
    assertThat(file.rows("select subject from identity")).containsExactly("k-1");
    assertThat(file.rows("select actor from audit where action = 'gave a wrong present password'"))
        .containsExactly("kim@example.org");
  }

  @Test
  void what_was_entered_stays_while_the_password_is_asked_for_and_once_is_enough() {
    Member phone = new Member(parley);
    phone.signIn("ada@example.org", Member.PASSWORD);
    arrive(ada, ada.post("/settings/identities/harbour", Map.of()), Map.of("sub", "a-1"));
    clock.advance(Sessions.FRESH.plusSeconds(1));
    Map<String, String> harbour = Map.of("issuer", issuer.issuer(), "subject", "a-1");
    Document page = Jsoup.parse(ada.post("/settings/identities", harbour).body());
    assertThat(page.select("#confirmation input[name=issuer]").val()).isEqualTo(issuer.issuer());
    assertThat(page.select("#confirmation input[name=subject]").val()).isEqualTo("a-1");
    assertThat(file.rows("select subject from identity")).as("not yet").hasSize(1);
    HttpResponse<String> done =
        ada.post(
            page.select("#confirmation form").attr("action"),
            Map.of("issuer", issuer.issuer(), "subject", "a-1", "present", Member.PASSWORD));
    assertThat(done.statusCode()).isEqualTo(303);
    assertThat(file.rows("select subject from identity")).isEmpty();
    assertThat(ada.post("/settings/sessions/deletion", Map.of()).statusCode())
        .as("it counts for a while")
        .isEqualTo(303);
    assertThat(phone.get("/", "Accept", "text/html").statusCode()).as("out").isEqualTo(303);
  }

  @Test
  void whoever_only_has_a_session_ends_no_other_and_guesses_no_password() {
    Member phone = new Member(parley);
    phone.signIn("ada@example.org", Member.PASSWORD);
    clock.advance(Sessions.FRESH.plusSeconds(1));
    String other =
        ada.page("/settings").select("#sessions form[action*=/sessions/]").attr("action");
    for (String path : List.of("/settings/sessions/deletion", other)) {
      assertThat(ada.post(path, Map.of()).statusCode()).as(path).isEqualTo(403);
      assertThat(ada.post(path, Map.of(), "Accept", "application/json").body())
          .as("a program is told what to send")
          .contains("present password");
    }
    int last = 0;
    for (int i = 0; i < 12; i++) {
      last = ada.post(other, Map.of("present", "guess " + i)).statusCode();
    }
    assertThat(last).isEqualTo(429);
    assertThat(ada.post(other, Map.of("present", Member.PASSWORD)).statusCode())
        .as("even with the right one")
        .isEqualTo(429);
    assertThat(phone.get("/", "Accept", "text/html").statusCode()).as("still in").isEqualTo(200);
  }

  @Test
  void without_a_password_it_is_shown_at_the_provider_by_the_same_one_signing_in_anew() {
    Member sam = new Member(parley);
    Map<String, Object> claims =
        Map.of("sub", "s-1", "email", "sam@example.org", "email_verified", true);
    arrive(sam, sam.get("/sign-in/harbour"), claims);
    Member phone = new Member(parley);
    arrive(phone, phone.get("/sign-in/harbour"), claims);
    clock.advance(Sessions.FRESH.plusSeconds(1));
    HttpResponse<String> asked = sam.post("/settings/sessions/deletion", Map.of("present", ""));
    assertThat(asked.statusCode()).isEqualTo(403);
    Document page = Jsoup.parse(asked.body());
    assertThat(page.select("#confirmation #present")).as("there is none").isEmpty();
    String confirmation = page.select("#confirmation form").attr("action");
    Map<String, String> to = Map.of("to", "/settings");

    HttpResponse<String> left = sam.post(confirmation, to);
    assertThat(FakeIssuer.pairs(departure(left).getRawQuery())).containsEntry("max_age", "0");
    HttpResponse<String> other = arrive(sam, left, Map.of("sub", "s-2"));
    assertThat(Jsoup.parse(other.body()).select("#identities-error").text())
        .contains("somebody else at Harbour");
    Date longAgo = Date.from(Instant.now().minusSeconds(3600));
    HttpResponse<String> stale =
        arrive(sam, sam.post(confirmation, to), Map.of("sub", "s-1", "auth_time", longAgo));
    assertThat(Jsoup.parse(stale.body()).select("#identities-error").text())
        .contains("could not be believed");
    assertThat(sam.post("/settings/sessions/deletion", Map.of()).statusCode()).isEqualTo(403);

    assertThat(
            location(
                arrive(
                    sam,
                    sam.post(confirmation, to),
                    Map.of("sub", "s-1", "auth_time", Date.from(Instant.now())))))
        .isEqualTo("/settings");
    assertThat(sam.post("/settings/sessions/deletion", Map.of()).statusCode()).isEqualTo(303);
    assertThat(phone.get("/", "Accept", "text/html").statusCode()).as("out").isEqualTo(303);
    assertThat(file.rows("select subject from identity")).as("nothing joined").hasSize(1);
  }

  @Test
  void a_new_password_by_a_link_shuts_out_whoever_was_in_by_whatever_way() {
    Member intruder = ada.invites("Kim", "admin");
    arrive(intruder, intruder.post("/settings/identities/harbour", Map.of()), Map.of("sub", "x"));
    String invitation = URI.create(intruder.invitation("member")).getPath();
    Document made = Jsoup.parse(ada.post("/people/" + ada.idOf("Kim") + "/reset", Map.of()).body());
    String path = URI.create(made.select("#new-link").attr("value")).getPath();

    Member kim = new Member(parley);
    assertThat(kim.page(path).select("#dropped").text()).contains("Harbour will not sign in");
    assertThat(kim.post(path, Map.of("password", "another five word secret")).statusCode())
        .isEqualTo(303);

    assertThat(intruder.get("/", "Accept", "text/html").statusCode()).isEqualTo(303);
    HttpResponse<String> back =
        arrive(intruder, intruder.get("/sign-in/harbour"), Map.of("sub", "x"));
    assertThat(back.statusCode()).as("nobody is known by that any more").isEqualTo(422);
    assertThat(new Member(parley).get(invitation).statusCode()).isEqualTo(404);
    assertThat(file.rows("select * from identity")).isEmpty();
    assertThat(file.rows("select subject from audit where action = 'chose a new password'"))
        .containsExactly("and does not sign in any more by " + issuer.issuer());
    assertThat(
            location(
                arrive(
                    kim, kim.post("/settings/identities/harbour", Map.of()), Map.of("sub", "k"))))
        .as("their own is back with one click")
        .startsWith("/settings");
  }

  @Test
  void a_changed_password_shows_who_else_comes_in_and_takes_back_what_the_account_gave() {
    arrive(ada, ada.post("/settings/identities/harbour", Map.of()), Map.of("sub", "a-1"));
    String invitation = URI.create(ada.invitation("admin")).getPath();
    assertThat(ada.page("/settings").select("#also-in").text()).contains("Harbour");
    assertThat(
            location(
                ada.post(
                    "/settings/password",
                    Map.of("present", Member.PASSWORD, "password", "another five word secret"))))
        .startsWith("/settings?saved=password");
    assertThat(ada.page("/settings?saved=password").select(".saved").text())
        .contains("signed out everywhere else");
    assertThat(new Member(parley).get(invitation).statusCode()).isEqualTo(404);
    assertThat(file.rows("select * from known_device")).isEmpty();
  }

  private HttpResponse<String> arrive(
      Member who, HttpResponse<String> left, Map<String, Object> claims) {
    Map<String, String> asked = FakeIssuer.pairs(departure(left).getRawQuery());
    return who.get(
        "/sign-in/harbour/return?code=%s&state=%s&iss=%s"
            .formatted(issuer.code(asked, claims), asked.get("state"), issuer.issuer()),
        "Accept",
        "text/html");
  }

  private static URI departure(HttpResponse<String> left) {
    return URI.create(
        left.headers()
            .firstValue("Location")
            .or(() ->
                left.headers().firstValue("Refresh").map(value -> value.replace("0; url=", "")))
            .orElseThrow(() -> new AssertionError(left.statusCode() + " " + left.body())));
  }

  private static String location(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Location")
        .orElseGet(
            () -> response.statusCode() + Jsoup.parse(response.body()).select(".error").text());
  }
}

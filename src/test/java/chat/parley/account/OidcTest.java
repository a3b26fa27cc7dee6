package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.account.oidc.Registration;
import chat.parley.support.FakeIssuer;
import chat.parley.support.Member;
import chat.parley.support.TestApp;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Signing in with a provider: who comes in, and who does not.
class OidcTest {
  private static final Map<String, Object> SAM =
      Map.of("sub", "s-1", "name", "Sam", "email", "sam@example.org", "email_verified", true);

  private final FakeIssuer issuer = FakeIssuer.start();
  private final FakeIssuer other = FakeIssuer.start();
  private final TestApp parley =
      TestApp.startWithOpenId(
          TestApp.temporaryDirectory(),
          0,
          Clock.systemUTC(),
          List.of(
              registration("harbour", issuer, Set.of("example.org")),
              registration("island", other, Set.of("example.org"))));
  private Member ada = new Member(parley);

  private static Registration registration(String name, FakeIssuer issuer, Set<String> domains) {
    return new Registration(
        name,
        name.equals("harbour") ? "Harbour" : "Island",
        issuer.issuer(),
        "parley",
        "secret",
        List.of("openid", "email", "profile"),
        domains);
  }

  @BeforeEach
  void begin() {
    ada = Member.owner(parley);
  }

  @AfterEach
  void stop() {
    parley.close();
    issuer.close();
    other.close();
  }

  @Test
  void somebody_of_a_domain_that_signs_up_has_an_account_from_then_on() {
    Member sam = new Member(parley);
    assertThat(sam.page("/sign-in").select("a[href^=/sign-in/harbour]").text())
        .isEqualTo("Sign in with Harbour");
    assertThat(location(signIn(sam, "/sign-in/harbour?to=/docs", SAM))).isEqualTo("/docs");
    assertThat(sam.page("/settings").select("input[name=name]").val()).isEqualTo("Sam");
    Member again = new Member(parley);
    assertThat(location(signIn(again, "/sign-in/harbour", SAM))).isEqualTo("/");
    assertThat(ada.page("/people").select(".entry:contains(Sam)")).hasSize(1);
  }

  @Test
  void somebody_of_another_domain_or_with_an_address_that_is_not_verified_needs_an_invitation() {
    for (Map<String, Object> claims :
        List.<Map<String, Object>>of(
            Map.of("sub", "k", "email", "kim@elsewhere.org", "email_verified", true),
            Map.of("sub", "k", "email", "kim@example.org", "email_verified", false),
            Map.of("sub", "k", "email", "kim@example.org"),
            Map.of("sub", "k", "email", "kim@sub.example.org", "email_verified", true),
            Map.of("sub", "k"))) {
      assertRefused(signIn(new Member(parley), "/sign-in/harbour", claims), "ask whoever runs it");
    }
    assertThat(ada.page("/people").select("[data-person]")).hasSize(1);
  }

  @Test
  void an_invitation_is_kept_on_the_way_and_used_once() {
    String invitation = URI.create(ada.invitation("admin")).getPath();
    Member kim = new Member(parley);
    String address = kim.page(invitation).select("a:contains(Join with Harbour)").attr("href");
    Map<String, Object> claims = Map.of("sub", "k-1", "name", "Kim");
    assertThat(location(signIn(kim, address, claims))).isEqualTo("/");
    assertThat(kim.get("/people").statusCode()).as("an admin").isEqualTo(200);
    assertRefused(
        signIn(new Member(parley), address, Map.of("sub", "k-2", "name", "Eve")), "has been used");
    assertThat(ada.page("/people").select("[data-person]")).hasSize(2);
  }

  @Test
  void an_account_with_the_same_address_is_not_taken_over_but_joined_by_its_owner() {
    Member robin = ada.invites("Robin", "member");
    Map<String, Object> claims =
        Map.of("sub", "r-1", "email", "Robin@Example.org", "email_verified", true);
    assertRefused(
        signIn(new Member(parley), "/sign-in/harbour", claims), "add Harbour in the settings");
    assertThat(location(link(robin, claims))).startsWith("/settings?saved=identities");
    assertThat(robin.page("/settings").select("#identities .badge")).hasSize(1);
    Member elsewhere = new Member(parley);
    assertThat(location(signIn(elsewhere, "/sign-in/harbour", claims))).isEqualTo("/");
    assertThat(elsewhere.page("/settings").select("input[name=name]").val()).isEqualTo("Robin");
  }

  @Test
  void what_is_somebodys_way_in_is_nobody_elses() {
    signIn(new Member(parley), "/sign-in/harbour", SAM);
    HttpResponse<String> refused = link(ada.invites("Robin", "member"), SAM);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(Jsoup.parse(refused.body()).select("#identities-error").text())
        .contains("Somebody else");
  }

  @Test
  void a_way_in_can_be_removed_as_long_as_another_remains() {
    Member sam = new Member(parley);
    signIn(sam, "/sign-in/harbour", SAM);
    Map<String, String> harbour = Map.of("issuer", issuer.issuer(), "subject", "s-1");
    assertThat(sam.page("/settings").select("#identities button:contains(Remove)")).isEmpty();
    assertThat(sam.post("/settings/identities", harbour).statusCode()).isEqualTo(422);
    Member robin = ada.invites("Robin", "member");
    assertThat(robin.post("/settings/identities", harbour).statusCode())
        .as("somebody else's")
        .isEqualTo(303);
    assertThat(location(signIn(new Member(parley), "/sign-in/harbour", SAM))).isEqualTo("/");
    Map<String, Object> claims = Map.of("sub", "r-1");
    link(robin, claims);
    assertThat(
            robin
                .post("/settings/identities", Map.of("issuer", issuer.issuer(), "subject", "r-1"))
                .statusCode())
        .isEqualTo(303);
    assertRefused(signIn(new Member(parley), "/sign-in/harbour", claims), "invitation");
  }

  @Test
  void a_way_in_is_added_only_for_the_one_who_has_asked() {
    Member robin = ada.invites("Robin", "member");
    Member kim = ada.invites("Kim", "member");
    URI left = leave(robin.post("/settings/identities/harbour", Map.of()));
    String back = back("harbour", issuer, left, Map.of("sub", "r-1"));
    // The same browser, where somebody else has signed in meanwhile.
    robin.cookies().put("parley-session", kim.cookies().getOrDefault("parley-session", ""));
    assertThat(robin.get(back).statusCode()).isEqualTo(422);
    assertThat(kim.page("/settings").select("#identities .badge")).isEmpty();
  }

  @Test
  void a_disabled_account_stays_out() {
    Member sam = new Member(parley);
    signIn(sam, "/sign-in/harbour", SAM);
    ada.post("/people/" + ada.idOf("Sam") + "/disabling", Map.of());
    assertRefused(signIn(new Member(parley), "/sign-in/harbour", SAM), "disabled");
  }

  @Test
  void an_answer_counts_only_in_the_browser_that_left_and_once() {
    Member sam = new Member(parley);
    URI left = leave(sam.get("/sign-in/harbour"));
    String back = back("harbour", issuer, left, SAM);
    assertRefused(new Member(parley).get(back), "not begun in this browser");
    String stolen = sam.cookies().getOrDefault("parley-journey", "");
    assertThat(location(sam.get(back))).isEqualTo("/");
    Member eve = new Member(parley);
    eve.cookies().put("parley-journey", stolen);
    assertRefused(eve.get(back), "Begin again");
    assertRefused(
        eve.get("/sign-in/harbour/return?code=x&state=made-up&iss=" + issuer.issuer()),
        "Begin again");
  }

  @Test
  void a_form_of_the_provider_counts_only_in_the_browser_that_left() {
    Member sam = new Member(parley);
    URI left = leave(sam.get("/sign-in/harbour"));
    Map<String, String> asked = FakeIssuer.pairs(left.getRawQuery());
    Map<String, String> form =
        Map.of(
            "code", issuer.code(asked, SAM),
            "state", asked.getOrDefault("state", ""),
            "iss", issuer.issuer(),
            "to", "https://elsewhere.example",
            "user", "{}");
    String[] foreign = {"Origin", issuer.issuer(), "Sec-Fetch-Site", "cross-site"};
    Member eve = new Member(parley);
    String onward = location(eve.post("/sign-in/harbour/return", form, foreign));
    assertThat(onward).startsWith("/sign-in/harbour/return?code=").doesNotContain("elsewhere");
    assertRefused(eve.get(onward), "not begun in this browser");
    assertThat(location(sam.get(onward))).isEqualTo("/");
    assertThat(sam.post("/settings/name", Map.of("name", "x"), foreign).statusCode())
        .as("any other form of another site")
        .isEqualTo(403);
    assertThat(sam.post("/sign-in/nobody/return", form, foreign).statusCode()).isEqualTo(404);
  }

  @Test
  void what_one_provider_answers_is_not_taken_for_anothers() {
    Member sam = new Member(parley);
    URI left = leave(sam.get("/sign-in/harbour"));
    Map<String, String> asked = FakeIssuer.pairs(left.getRawQuery());
    String code = issuer.code(asked, SAM);
    assertRefused(
        sam.get(
            "/sign-in/island/return?code=%s&state=%s&iss=%s"
                .formatted(code, asked.get("state"), other.issuer())),
        "Begin again");
    for (String issuerSaid : List.of("&iss=" + other.issuer(), "", "&iss=")) {
      Member again = new Member(parley);
      URI there = leave(again.get("/sign-in/harbour"));
      Map<String, String> query = FakeIssuer.pairs(there.getRawQuery());
      assertRefused(
          again.get(
              "/sign-in/harbour/return?code=%s&state=%s%s"
                  .formatted(issuer.code(query, SAM), query.get("state"), issuerSaid)),
          "did not come from Harbour");
    }
  }

  @Test
  void a_token_that_lies_is_not_believed() {
    Map<String, UnaryOperator<JWTClaimsSet.Builder>> lies =
        Map.of(
            "another nonce", claims -> claims.claim("nonce", "another"),
            "no nonce", claims -> claims.claim("nonce", null),
            "another audience", claims -> claims.audience("somebody"),
            "another party", claims -> claims.audience(List.of("parley", "x")).claim("azp", "x"),
            "another issuer", claims -> claims.issuer(other.issuer()),
            "expired", claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(90))),
            "from the future", claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(90))),
            "nobody", claims -> claims.subject(null));
    lies.forEach((what, lie) -> {
      issuer.lie(lie);
      HttpResponse<String> answer = signIn(new Member(parley), "/sign-in/harbour", SAM);
      assertThat(answer.statusCode()).as(what).isEqualTo(422);
      assertThat(answer.body()).as(what).contains("could not be believed");
    });
    issuer.lie(claims -> claims);
    issuer.rotate(false);
    assertRefused(signIn(new Member(parley), "/sign-in/harbour", SAM), "could not be believed");
    assertThat(ada.page("/people").select("[data-person]")).hasSize(1);
  }

  @Test
  void a_token_is_good_a_little_longer_than_it_says_because_clocks_differ() {
    issuer.lie(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(10))));
    assertThat(location(signIn(new Member(parley), "/sign-in/harbour", SAM))).isEqualTo("/");
  }

  @Test
  void a_provider_may_change_its_key() {
    assertThat(location(signIn(new Member(parley), "/sign-in/harbour", SAM))).isEqualTo("/");
    issuer.rotate(true);
    assertThat(location(signIn(new Member(parley), "/sign-in/harbour", SAM))).isEqualTo("/");
  }

  @Test
  void whoever_refuses_at_the_provider_reads_so_on_the_sign_in_page() {
    Member sam = new Member(parley);
    URI left = leave(sam.get("/sign-in/harbour"));
    String state = FakeIssuer.pairs(left.getRawQuery()).get("state");
    assertRefused(
        sam.get(
            "/sign-in/harbour/return?error=access_denied&state=%s&iss=%s"
                .formatted(state, issuer.issuer())),
        "it was refused there");
  }

  @Test
  void nothing_that_must_stay_secret_stands_on_a_page() {
    Member sam = new Member(parley);
    URI left = leave(sam.get("/sign-in/harbour"));
    Map<String, String> asked = FakeIssuer.pairs(left.getRawQuery());
    assertThat(asked)
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("response_type", "code")
        .containsEntry("redirect_uri", parley.uri("/sign-in/harbour/return").toString())
        .doesNotContainValue("secret");
    String cookie =
        new Member(parley).get("/sign-in/harbour").headers().allValues("Set-Cookie").getFirst();
    assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Max-Age=600");
  }

  @Test
  void whoever_signs_out_may_go_on_to_sign_out_at_the_provider_and_comes_back() {
    Member sam = new Member(parley);
    signIn(sam, "/sign-in/harbour", SAM);
    String offer = location(sam.post("/sign-out", Map.of()));
    assertThat(offer).isEqualTo("/sign-in?left=harbour");
    assertThat(sam.cookies()).doesNotContainKeys("parley-session", "parley-provider");
    assertThat(sam.get("/settings", "Accept", "text/html").statusCode()).isEqualTo(303);
    Document page = sam.page(offer);
    assertThat(page.select("[role=status]").text()).contains("still signed in at Harbour");
    String onward = page.select("a:contains(Sign out of Harbour too)").attr("href");
    URI end = URI.create(location(sam.get(onward)));
    assertThat(end.toString()).startsWith(issuer.issuer() + "/end?ui=1&");
    Map<String, String> asked = FakeIssuer.pairs(end.getRawQuery());
    assertThat(asked)
        .containsEntry("client_id", "parley")
        .containsEntry("post_logout_redirect_uri", parley.uri("/sign-in").toString())
        .doesNotContainKey("id_token_hint");
    String back = "/sign-in?state=" + asked.get("state");
    assertThat(new Member(parley).page(back).select("[role=status]")).as("in another").isEmpty();
    assertThat(sam.page(back).select("[role=status]").text()).contains("here and at your provider");
    assertThat(sam.page(back).select("[role=status]")).as("once").isEmpty();
    assertThat(location(sam.get(onward))).as("nobody is sent there").isEqualTo("/sign-in");
  }

  @Test
  void signing_out_ends_the_session_here_whatever_is_with_the_provider() {
    assertThat(location(ada.post("/sign-out", Map.of()))).as("by a password").isEqualTo("/sign-in");
    Member sam = new Member(parley);
    signIn(sam, "/sign-in/harbour", SAM);
    sam.cookies().put("parley-provider", "nobody");
    assertThat(location(sam.post("/sign-out", Map.of()))).isEqualTo("/sign-in");
    assertThat(sam.cookies()).doesNotContainKey("parley-session");
    assertThat(location(new Member(parley).get("/sign-out/harbour"))).isEqualTo("/sign-in");
  }

  private HttpResponse<String> signIn(Member who, String address, Map<String, Object> claims) {
    return who.get(
        back("harbour", issuer, leave(who.get(address, "Accept", "text/html")), claims),
        "Accept",
        "text/html");
  }

  private HttpResponse<String> link(Member who, Map<String, Object> claims) {
    URI left = leave(who.post("/settings/identities/harbour", Map.of()));
    return who.get(back("harbour", issuer, left, claims), "Accept", "text/html");
  }

  /// Where the provider is, from a redirect or from the page that goes on by itself.
  private static URI leave(HttpResponse<String> left) {
    return URI.create(
        left.headers()
            .firstValue("Location")
            .or(() ->
                left.headers().firstValue("Refresh").map(value -> value.replace("0; url=", "")))
            .orElseThrow(() -> new AssertionError(left.statusCode() + " " + left.body())));
  }

  private static String back(String name, FakeIssuer issuer, URI left, Map<String, Object> claims) {
    assertThat(left.toString()).startsWith(issuer.issuer() + "/authorize?");
    Map<String, String> asked = FakeIssuer.pairs(left.getRawQuery());
    return "/sign-in/%s/return?code=%s&state=%s&iss=%s"
        .formatted(name, issuer.code(asked, claims), asked.get("state"), issuer.issuer());
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    return response.headers().firstValue("Location").orElseThrow();
  }

  private static void assertRefused(HttpResponse<String> response, String sentence) {
    assertThat(response.statusCode()).as(response.body()).isIn(404, 422);
    assertThat(Jsoup.parse(response.body()).select("#provider-error").text()).contains(sentence);
    assertThat(response.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.contains("parley-session"));
  }
}

package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.account.oidc.OpenId;
import chat.parley.account.oidc.Registration;
import chat.parley.egress.Egress;
import chat.parley.problem.Problem;
import chat.parley.support.FakeIssuer;
import chat.parley.support.FakeIssuer.Trouble;
import chat.parley.support.Member;
import chat.parley.support.TestApp;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Providers that are down, slow or talk nonsense: a sentence on the sign-in page each time.
class OidcFaultsTest {
  private static final String CONFIGURATION = "/.well-known/openid-configuration";

  private final FakeIssuer issuer = FakeIssuer.start();
  private final Moving clock = new Moving();
  private final Registration harbour =
      new Registration(
          "harbour",
          "Harbour",
          issuer.issuer(),
          "parley",
          "secret",
          List.of("openid"),
          Set.of("example.org"));
  private final TestApp parley =
      TestApp.startWithOpenId(TestApp.temporaryDirectory(), 0, clock, List.of(harbour));

  /// The real time, and what a test adds.
  private static final class Moving extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return InstantSource.system().instant().plus(ahead);
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void begin() {
    Member.owner(parley);
  }

  @AfterEach
  void stop() {
    parley.close();
    issuer.close();
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void a_provider_in_trouble_is_said_to_be_before_anybody_goes_there(Trouble trouble) {
    issuer.trouble(CONFIGURATION, trouble);
    assertFails(new Member(parley).get("/sign-in/harbour", "Accept", "text/html"));
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void a_provider_that_gives_no_tokens_is_said_to_be_in_trouble(Trouble trouble) {
    Member sam = new Member(parley);
    String back = back(sam);
    issuer.trouble("/token", trouble);
    HttpResponse<String> answer = sam.get(back, "Accept", "text/html");
    assertThat(answer.statusCode()).isIn(422, 503);
    assertSentence(answer, "Harbour");
  }

  @ParameterizedTest
  @CsvSource({"GARBAGE", "ENDLESS", "ERROR", "REDIRECT"})
  void a_provider_without_keys_lets_nobody_in(Trouble trouble) {
    Member sam = new Member(parley);
    String back = back(sam);
    issuer.trouble("/keys", trouble);
    HttpResponse<String> answer = sam.get(back, "Accept", "text/html");
    assertThat(answer.statusCode()).isIn(422, 503);
    assertSentence(answer, "Harbour");
  }

  /// Asked directly: those who try again and again are slowed down before that.
  @Test
  void a_provider_that_is_gone_is_found_again_when_it_is_back() throws InterruptedException {
    issuer.trouble(CONFIGURATION, Trouble.ERROR);
    try (OpenId openId =
        new OpenId(List.of(harbour), Egress.DIRECT, TestApp.QUICK.openIdCall(), clock)) {
      assertThat(isThere(openId)).isFalse();
      issuer.recover();
      TestApp.await("it is asked again", () -> isThere(openId));
    }
  }

  private boolean isThere(OpenId openId) {
    try {
      openId.begin(harbour, parley.uri("/sign-in/harbour/return"));
      return true;
    } catch (Problem problem) {
      assertThat(problem.code()).isEqualTo(Problem.Code.UNAVAILABLE);
      return false;
    }
  }

  @Test
  void whoever_stays_away_too_long_begins_again() {
    Member sam = new Member(parley);
    String back = back(sam);
    clock.ahead = Duration.ofMinutes(11);
    HttpResponse<String> answer = sam.get(back, "Accept", "text/html");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertSentence(answer, "Begin again");
  }

  private String back(Member who) {
    URI left =
        URI.create(who.get("/sign-in/harbour").headers().firstValue("Location").orElseThrow());
    Map<String, String> asked = FakeIssuer.pairs(left.getRawQuery());
    String code =
        issuer.code(asked, Map.of("sub", "s", "email", "s@example.org", "email_verified", true));
    return "/sign-in/harbour/return?code=%s&state=%s&iss=%s"
        .formatted(code, asked.get("state"), issuer.issuer());
  }

  private static void assertFails(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertSentence(answer, "Harbour does not answer as it should");
  }

  private static void assertSentence(HttpResponse<String> answer, String sentence) {
    assertThat(Jsoup.parse(answer.body()).select("#provider-error").text()).contains(sentence);
    assertThat(answer.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.contains("parley-session"));
  }
}

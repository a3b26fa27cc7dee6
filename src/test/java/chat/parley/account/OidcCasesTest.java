package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import chat.parley.account.oidc.Registration;
import chat.parley.support.FakeIssuer;
import chat.parley.support.Member;
import chat.parley.support.ScriptedIssuer;
import chat.parley.support.TestApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// Providers as they are, by what people have reported of them: Keycloak, Authentik, Authelia,
/// Zitadel, Kanidm, Rauthy, Entra, Google, Cognito, Apple, JumpCloud and others. Each signs
/// somebody in through the whole of Parley.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcCasesTest {
  private final Map<String, JsonNode> cases = ScriptedIssuer.cases();
  private final ScriptedIssuer issuer = new ScriptedIssuer(cases);
  private final TestApp parley =
      TestApp.startWithOpenId(
          TestApp.temporaryDirectory(),
          0,
          Clock.systemUTC(),
          cases.keySet().stream().map(this::registration).toList());
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  private Registration registration(String name) {
    return new Registration(
        name,
        "Harbour",
        issuer.issuer(name),
        "parley",
        "secret",
        List.of("openid", "email", "profile"),
        Set.of("example.org"));
  }

  @BeforeAll
  void begin() {
    Member.owner(parley);
  }

  @AfterAll
  void stop() {
    parley.close();
    issuer.close();
  }

  @BeforeEach
  void listen() {
    log.list.clear();
    log.start();
    root().addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    root().detachAppender(log);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  static List<String> names() {
    return ScriptedIssuer.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_provider_is_taken_as_it_is(String name) {
    JsonNode script = Objects.requireNonNull(cases.get(name));
    if (script.has("rot")) {
      assertIn(signIn(new Member(parley), name));
      issuer.rotate(name);
    }
    Member ada = new Member(parley);
    HttpResponse<String> answer = signIn(ada, name);
    switch (script.path("want").asText()) {
      case "in" -> {
        assertIn(answer);
        if (script.has("name")) {
          assertThat(ada.page("/settings").select("input[name=name]").val())
              .isEqualTo(script.get("name").asText());
        }
      }
      case "says why" -> assertRefused(answer, "e-mail address");
      case "log" -> assertRefused(answer, "finds why in its log");
      case String sentence -> assertRefused(answer, sentence);
    }
    assertLogged(script);
  }

  private void assertLogged(JsonNode script) {
    List<String> lines = log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    String all = String.join("\n", lines);
    assertThat(all).contains(script.path("log").asText());
    assertThat(lines).allMatch(line -> line.length() < 1_000 && !line.contains("\n"));
    assertThat(all).doesNotContain("access-", "eyJ", ScriptedIssuer.email(""));
    if (script.path("want").asText().equals("in")) {
      assertThat(all).doesNotContain("not believed");
    } else {
      assertThat(lines).as("there is a reason in the log").isNotEmpty();
    }
  }

  /// Whoever signs wrongly does not make Parley ask for keys each time.
  @Test
  void keys_are_fetched_once_more_where_a_signature_is_wrong_and_not_each_time() {
    for (int i = 0; i < 10; i++) {
      assertRefused(signIn(new Member(parley), "rs-forged"), "could not be believed");
    }
    assertThat(issuer.fetched("rs-forged")).isBetween(1, 2);
  }

  private HttpResponse<String> signIn(Member who, String name) {
    HttpResponse<String> left = who.get("/sign-in/" + name, "Accept", "text/html");
    if (left.statusCode() != 303) {
      return left;
    }
    URI there = URI.create(left.headers().firstValue("Location").orElseThrow());
    assertThat(there.toString()).startsWith(issuer.issuer(name) + "/authorize?");
    Map<String, String> asked = FakeIssuer.pairs(there.getRawQuery());
    Map<String, String> brought = new LinkedHashMap<>();
    JsonNode script = Objects.requireNonNull(cases.get(name));
    if (script.has("err")) {
      script.get("err").properties().forEach(e -> brought.put(e.getKey(), e.getValue().asText()));
    } else {
      brought.put("code", issuer.code(name, asked));
    }
    brought.put("state", asked.getOrDefault("state", ""));
    if (script.has("iss")) {
      brought.put("iss", issuer.issuer(name));
    }
    return who.get(
        "/sign-in/"
            + name
            + "/return?"
            + brought.entrySet().stream()
                .map(
                    e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")),
        "Accept",
        "text/html");
  }

  private static void assertIn(HttpResponse<String> answer) {
    assertThat(answer.statusCode())
        .as(Jsoup.parse(answer.body()).select("#provider-error").text())
        .isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/");
  }

  private static void assertRefused(HttpResponse<String> answer, String sentence) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(422, 503);
    assertThat(Jsoup.parse(answer.body()).select("#provider-error").text()).contains(sentence);
    assertThat(answer.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.contains("parley-session"));
  }
}

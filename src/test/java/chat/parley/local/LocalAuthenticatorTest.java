package chat.parley.local;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.http.Permission;
import chat.parley.support.AnotherUser;
import chat.parley.support.EventReader;
import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Local mode belongs to the user who runs it, whatever others say in their headers.
///
/// Another user is played by a program of `nobody` that passes on every byte, so that all that a
/// test sends comes from there.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalAuthenticatorTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);
  private final int relay = ReverseProxy.freePort();
  private final ReverseProxy nobody = ReverseProxy.haproxyOfNobody(relay, parley.port(), "tcp");
  private String chat = "";

  @BeforeAll
  void begin() throws Exception {
    chat = parley.begin("Mine");
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
  }

  @AfterAll
  void stop() {
    nobody.close();
    parley.close();
  }

  @Test
  void the_user_who_runs_it_is_inside_at_once_by_either_kind_of_socket() {
    assertThat(parley.get("/").statusCode()).as("through one that speaks IPv6 too").isEqualTo(200);
    assertThat(AnotherUser.sendOurselves("127.0.0.1", parley.port(), get("/", "Connection: close")))
        .as("through one that speaks IPv4 alone")
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void a_program_of_another_user_is_told_of_the_link() {
    String said = AnotherUser.send("127.0.0.1", parley.port(), true, get("/", "Connection: close"));
    assertThat(said).startsWith("HTTP/1.1 401").contains("bin/parley link").doesNotContain("Mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/json", "text/plain", "text/html htmx"})
  void no_route_but_files_and_up_answers_another_user(String form) {
    String before = all();
    List<String> lines =
        List.of(
            "Accept: " + form.replace(" htmx", ""),
            form.endsWith("htmx") ? "HX-Request: true" : "X: x");
    parley
        .app()
        .routes()
        .forEach(route -> {
          Permission access = route.permission();
          String path =
              route.name().replace("{id}", chat.replace("/chat/", "")).replace("{message}", "2");
          Response response = ask(path.replaceAll("\\{[a-z]+}", "x"), lines);
          String what = path + " as " + form + ": " + response.text();
          assertThat(response.text()).as(what).doesNotContain("Mine", "Answer");
          if (route.events()) {
            assertThat(response.status()).as(what).isEqualTo(200);
            assertThat(response.text()).as(what).contains("event: session-expired");
          } else if (access == Permission.ANYONE && !path.contains("/link/")) {
            assertThat(response.status()).as(what).isIn(200, 404);
          } else if (form.endsWith("htmx") && access != Permission.ANYONE) {
            assertThat(response.header("HX-Redirect")).as(what).startsWith("/");
          } else {
            assertThat(response.status()).as(what).isEqualTo(401);
          }
        });
    assertThat(all()).as("what is stored").isEqualTo(before);
  }

  private Response ask(String route, List<String> headers) {
    List<String> lines = new ArrayList<>(List.of(route + " HTTP/1.1", "Host: localhost"));
    lines.addAll(headers);
    if (route.startsWith("POST")) {
      lines.addAll(
          List.of(
              "Content-Type: application/x-www-form-urlencoded",
              "Content-Length: 30",
              "",
              "text=a&title=b&message=2&model="));
    }
    return RawRequest.send(relay, lines.toArray(String[]::new));
  }

  private String all() {
    return parley.get(chat, "Accept", "application/json").body()
        + parley.page("/").select("#sidebar a").eachAttr("href");
  }

  @Test
  void whoever_has_opened_the_link_is_let_in_and_the_secret_is_not_left_in_the_address() {
    Response opened = RawRequest.send(relay, get("/link/" + parley.secret()));
    assertThat(opened.status()).isEqualTo(303);
    assertThat(opened.header("Location")).isEqualTo("/");
    assertThat(opened.header("Referrer-Policy")).isEqualTo("same-origin");
    String cookie = opened.header("Set-Cookie");
    assertThat(cookie)
        .contains("; HttpOnly", "; SameSite=Lax", "; Path=/;", "; Max-Age=34560000")
        .doesNotContain(parley.secret(), "Secure");
    String brought = "Cookie: " + cookie.replaceFirst(";.*", "");
    assertThat(RawRequest.send(relay, get(chat, brought)).text()).contains("Mine");
    Response sent =
        RawRequest.send(
            relay,
            "POST /messages HTTP/1.1",
            "Host: localhost",
            brought,
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: 6",
            "",
            "text=a");
    assertThat(sent.status()).isEqualTo(303);
  }

  @Test
  void a_script_shows_the_secret_itself() {
    for (String scheme : List.of("Bearer ", "bearer  ")) {
      assertThat(
              RawRequest.send(relay, get(chat, "Authorization: " + scheme + parley.secret()))
                  .text())
          .contains("Mine");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer",
        "Authorization: Bearer x",
        "Authorization: Basic SECRET",
        "Authorization: SECRET",
        "Authorization: Bearer SECRETx",
        "Cookie: parley-link-ID=",
        "Cookie: parley-link-ID=x",
        "Cookie: parley-link-ID=SECRET",
        "Cookie: parley-link-=x",
        "Cookie: parley-session=SECRET"
      })
  void what_is_not_quite_the_secret_lets_nobody_in(String line) {
    String brought = line.replace("SECRET", parley.secret()).replace("ID", id());
    assertThat(RawRequest.send(relay, get(chat, brought)).status()).as(brought).isEqualTo(401);
  }

  private String id() {
    return RawRequest.send(relay, get("/link/" + parley.secret()))
        .header("Set-Cookie")
        .replaceFirst("parley-link-([0-9a-f]{8})=.*", "$1");
  }

  @ParameterizedTest
  @CsvSource({"/link/x, 401", "/link/, 404", "/link, 404", "/link/a/b, 404"})
  void another_link_sets_no_cookie(String path, int status) {
    Response response = RawRequest.send(relay, get(path));
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Set-Cookie")).isEmpty();
  }

  @Test
  void the_link_does_not_open_the_walls() {
    String shown = parley.bearer();
    for (String wall : List.of("Via: 1.1 proxy", "X-Forwarded-For: 127.0.0.1", "Origin: null")) {
      assertThat(RawRequest.send(relay, get("/", shown, wall)).status()).as(wall).isEqualTo(403);
    }
    assertThat(RawRequest.send(relay, "GET / HTTP/1.1", "Host: evil.example", shown).status())
        .isEqualTo(403);
    assertThat(RawRequest.send(relay, "GET / HTTP/1.0", "Host: localhost", shown).status())
        .isEqualTo(403);
  }

  /// A socket that no process has any more belongs to nobody, which the system writes as root. So
  /// does whoever runs these tests.
  @Test
  void a_form_that_is_sent_and_left_at_once_changes_nothing() {
    String before = parley.page("/").select("#sidebar a").eachAttr("href").toString();
    for (int i = 0; i < 20; i++) {
      AnotherUser.send(
          "127.0.0.1",
          parley.port(),
          false,
          "POST /messages HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Length: 6",
          "",
          "text=a");
    }
    assertThat(parley.page("/").select("#sidebar a").eachAttr("href")).hasToString(before);
  }

  @Test
  void a_new_link_ends_what_came_in_by_the_old_one_and_not_what_is_ours() throws Exception {
    try (TestApp other = TestApp.start(model)) {
      String mine = other.begin("Mine too");
      model.asked().say("Wait");
      Map<String, String> old = Map.of("Authorization", "Bearer " + other.secret());
      try (EventReader theirs = EventReader.open(other.uri(mine.replace("/chat/", "/sse/")), old);
          EventReader ours = other.events(mine.replace("/chat/", "/sse/"))) {
        theirs.until("Wait");
        new SecretLink(other.data()).renew();
        assertThat(theirs.until("session-expired")).isNotEmpty();
        assertThat(ours.until("Wait")).isNotEmpty();
      }
    }
  }

  private static String[] get(String path, String... headers) {
    List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: localhost"));
    lines.addAll(List.of(headers));
    return lines.toArray(String[]::new);
  }
}

package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
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

/// Local mode answers this computer's own pages and programs, and nobody else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalOnlyTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);
  private String chat = "";

  @BeforeAll
  void begin() throws Exception {
    chat = parley.begin("Mine");
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
  }

  @AfterAll
  void stop() {
    parley.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "localhost:1",
        "127.0.0.1",
        "127.0.0.1:8080",
        "[::1]",
        "[::1]:65535"
      })
  void a_loopback_name_is_let_in_with_any_port(String host) {
    assertThat(get("/", "Host: " + host).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example.localhost",
        "localhost.",
        "127.0.0.2",
        "0.0.0.0",
        "[::]",
        "192.168.1.5:8080",
        "parley"
      })
  void a_name_that_points_here_from_outside_is_refused(String host) {
    Response response = get("/", "Host: " + host);
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).contains("local mode");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host:", "Host: localhost:port", "Host: a b", "Host: 127.0.0.1:1:2"})
  void a_missing_or_broken_host_is_refused(String line) {
    Response response =
        line.isEmpty()
            ? RawRequest.send(parley.port(), "GET / HTTP/1.1")
            : RawRequest.send(parley.port(), "GET / HTTP/1.1", line);
    assertThat(response.status()).isIn(400, 403);
  }

  @Test
  void two_hosts_are_refused_whichever_comes_first() {
    assertThat(get("/", "Host: localhost", "Host: evil.example").status()).isIn(400, 403);
    assertThat(get("/", "Host: evil.example", "Host: localhost").status()).isIn(400, 403);
  }

  @Test
  void an_address_that_names_another_host_than_the_header_is_refused() {
    assertThat(
            RawRequest.send(
                    parley.port(), "GET http://evil.example/ HTTP/1.1", "Host: localhost:8080")
                .status())
        .isIn(400, 403);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, 303",
    "HTTP://LOCALHOST:8080, 303",
    "http://localhost:8081, 403",
    "http://localhost, 403",
    "https://localhost:8080, 403",
    "http://127.0.0.1:8080, 403",
    "http://evil.example, 403",
    "http://localhost:8080.evil.example, 403",
    "null, 403",
    "'', 403"
  })
  void the_origin_must_be_the_very_one_that_was_asked(String origin, int status) {
    assertThat(post("Host: localhost:8080", "Origin: " + origin).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "same-origin, 303",
    "none, 303",
    "same-site, 403",
    "cross-site, 403",
    "'', 403",
    "anything, 403"
  })
  void a_form_of_another_site_is_refused(String site, int status) {
    assertThat(post("Host: localhost:8080", "Sec-Fetch-Site: " + site).status()).isEqualTo(status);
  }

  @Test
  void following_a_link_from_another_site_is_let_in_but_only_as_a_visit() {
    String[] visit = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"};
    assertThat(get("/", "Host: localhost", visit[0], visit[1], "Sec-Fetch-Dest: document").status())
        .isEqualTo(200);
    assertThat(get("/", "Host: localhost", visit[0], visit[1], "Sec-Fetch-Dest: iframe").status())
        .as("a frame in a page of another site")
        .isEqualTo(403);
    assertThat(get("/", "Host: localhost", visit[0], "Sec-Fetch-Mode: no-cors").status())
        .as("an image or a script in a page of another site")
        .isEqualTo(403);
    assertThat(post("Host: localhost", visit[0], visit[1], "Sec-Fetch-Dest: document").status())
        .as("a form that another site sends as a top-level navigation")
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded: for=203.0.113.9",
        "X-Forwarded-For: 127.0.0.1",
        "x-forwarded-proto: http",
        "X-Forwarded-Host: localhost",
        "X-Forwarded-Anything: x",
        "X-Real-IP: 127.0.0.1",
        "Via: 1.1 proxy",
        "via: 1.1 proxy"
      })
  void what_came_through_a_proxy_is_refused(String line) {
    Response response = get("/", "Host: localhost", line);
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).contains("proxy");
  }

  @Test
  void http_1_0_is_refused_since_old_proxies_ask_so() {
    Response response = RawRequest.send(parley.port(), "GET / HTTP/1.0", "Host: localhost");
    assertThat(response.status()).isEqualTo(403);
  }

  @Test
  void the_walls_stand_before_every_kind_of_address() {
    String id = chat.replace("/chat/", "");
    String file = parley.page("/").select("link[rel=stylesheet]").attr("href");
    List<String> addresses =
        List.of(
            "/",
            "/up",
            "/docs",
            chat,
            "/sse/" + id,
            chat + "/updates",
            chat + "/growing/2",
            file,
            "/chats?after=" + id,
            "/nothing-here");
    for (String address : addresses) {
      for (String wall :
          List.of("Host: evil.example", "Via: 1.1 proxy", "Sec-Fetch-Site: cross-site")) {
        List<String> lines = new ArrayList<>(List.of("GET " + address + " HTTP/1.1", wall));
        if (!wall.startsWith("Host")) {
          lines.add("Host: localhost");
        }
        Response response = RawRequest.send(parley.port(), lines.toArray(String[]::new));
        assertThat(response.status()).as("%s with %s", address, wall).isEqualTo(403);
        assertThat(response.body()).as("%s with %s", address, wall).doesNotContain("Mine");
      }
    }
  }

  @Test
  void every_form_is_refused_to_other_sites_and_changes_nothing() {
    String before = parley.get(chat, "Accept", "application/json").body();
    for (String form :
        List.of("messages", "answers", "cancellation", "title", "deletion", "restoration")) {
      Response response =
          RawRequest.send(
              parley.port(),
              "POST " + chat + "/" + form + " HTTP/1.1",
              "Host: localhost",
              "Origin: http://evil.example",
              "Content-Type: application/x-www-form-urlencoded",
              "Content-Length: 26",
              "",
              "text=a&title=b&message=2&x");
      assertThat(response.status()).as(form).isEqualTo(403);
    }
    assertThat(parley.get(chat, "Accept", "application/json").body()).isEqualTo(before);
    assertThat(parley.post(chat + "/title", Map.of("title", "Mine too")).statusCode())
        .as("assumed: without the foreign origin it would have changed something")
        .isEqualTo(303);
  }

  @Test
  void who_is_refused_is_told_why_in_the_form_that_was_asked_for() {
    Response json = get("/", "Host: evil.example", "Accept: application/json");
    assertThat(json.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(json.text()).contains("\"status\":403");
    Response text = get("/", "Host: evil.example", "Accept: text/plain");
    assertThat(text.header("Content-Type")).startsWith("text/plain");
    assertThat(text.text()).startsWith("Parley runs in local mode");
  }

  private Response get(String path, String... headers) {
    List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1"));
    lines.addAll(List.of(headers));
    return RawRequest.send(parley.port(), lines.toArray(String[]::new));
  }

  /// Begins a chat.
  private Response post(String... headers) {
    List<String> lines = new ArrayList<>(List.of("POST /messages HTTP/1.1"));
    lines.addAll(List.of(headers));
    lines.addAll(
        List.of(
            "Content-Type: application/x-www-form-urlencoded", "Content-Length: 6", "", "text=a"));
    return RawRequest.send(parley.port(), lines.toArray(String[]::new));
  }
}

package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With a public URL, what comes through the proxy in front is answered too, and nothing else is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxiedLocalOnlyTest {
  private final TestApp parley =
      TestApp.startBehind(
          "https://chat.example.org", TestApp.temporaryDirectory(), 0, new ScriptedProvider());

  @AfterAll
  void stop() {
    parley.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded: for=203.0.113.9",
        "X-Forwarded-For: 203.0.113.9",
        "X-Forwarded-Proto: https",
        "X-Real-IP: 203.0.113.9",
        "Via: 1.1 proxy"
      })
  void what_a_proxy_forwards_is_answered(String line) {
    assertThat(get("HTTP/1.1", "Host: chat.example.org", line).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat.example.org", "localhost", "127.0.0.1:8080"})
  void http_1_0_is_answered_whole_and_ends_with_the_connection(String host) {
    Response response = get("HTTP/1.0", "Host: " + host);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Transfer-Encoding")).isEmpty();
    assertThat(response.text().strip()).endsWith("</html>");
  }

  @ParameterizedTest
  @CsvSource({
    "chat.example.org, 200",
    "CHAT.EXAMPLE.ORG:443, 200",
    "localhost:8080, 200",
    "[::1], 200",
    "chat.example.org:8080, 403",
    "example.org, 403",
    "chat.example.org.evil.example, 403",
    "192.168.1.5, 403",
    "evil.example, 403"
  })
  void the_host_must_be_a_loopback_name_or_the_public_one(String host, int status) {
    assertThat(get("HTTP/1.1", "Host: " + host).status()).isEqualTo(status);
  }

  @Test
  void without_a_host_nothing_is_answered() {
    assertThat(get("HTTP/1.0").status()).isIn(400, 403);
  }

  @ParameterizedTest
  @CsvSource({
    "chat.example.org, https://chat.example.org, 303",
    "127.0.0.1:8080, https://chat.example.org, 303",
    "127.0.0.1:8080, http://127.0.0.1:8080, 303",
    "chat.example.org, http://chat.example.org, 403",
    "chat.example.org, https://chat.example.org:8443, 403",
    "chat.example.org, http://localhost, 403",
    "127.0.0.1:8080, http://localhost:8080, 403",
    "127.0.0.1:8080, https://127.0.0.1:8080, 403",
    "chat.example.org, https://evil.example, 403",
    "127.0.0.1:8080, https://evil.example, 403",
    "chat.example.org, null, 403"
  })
  void the_origin_must_be_the_public_one_or_the_loopback_name_asked(
      String host, String origin, int status) {
    assertThat(post("Host: " + host, "Origin: " + origin).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"same-origin, 303", "none, 303", "same-site, 403", "cross-site, 403"})
  void a_form_of_another_site_is_refused(String site, int status) {
    assertThat(post("Host: chat.example.org", "Sec-Fetch-Site: " + site).status())
        .isEqualTo(status);
  }

  @Test
  void who_is_sent_on_stays_at_the_address_of_the_proxy() {
    Response response = post("Host: 127.0.0.1:8080", "X-Forwarded-Host: chat.example.org");
    assertThat(response.header("Location")).startsWith("/chat/");
    Response part = post("Host: 127.0.0.1:8080", "HX-Request: true");
    assertThat(part.header("HX-Location")).contains("\"/chat/").doesNotContain("127.0.0.1");
  }

  @Test
  void who_is_refused_is_told_which_names_there_are() {
    assertThat(get("HTTP/1.1", "Host: evil.example", "Accept: text/plain").text())
        .contains("https://chat.example.org", "localhost");
  }

  private Response get(String version, String... headers) {
    List<String> lines = new ArrayList<>(List.of("GET / " + version, parley.bearer()));
    lines.addAll(List.of(headers));
    return RawRequest.send(parley.port(), lines.toArray(String[]::new));
  }

  /// Begins a chat.
  private Response post(String... headers) {
    List<String> lines = new ArrayList<>(List.of("POST /messages HTTP/1.1", parley.bearer()));
    lines.addAll(List.of(headers));
    lines.addAll(
        List.of(
            "Content-Type: application/x-www-form-urlencoded", "Content-Length: 6", "", "text=a"));
    return RawRequest.send(parley.port(), lines.toArray(String[]::new));
  }
}

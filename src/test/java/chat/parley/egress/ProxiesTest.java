package chat.parley.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the usual variables say, and who is called without a proxy.
final class ProxiesTest {

  /// @param said variables and values in turn
  private static Proxies proxies(String... said) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < said.length; i += 2) {
      environment.put(said[i], said[i + 1]);
    }
    return Proxies.of(environment::get);
  }

  private static String toward(Proxies proxies, String scheme, String host, int port) {
    return proxies.toward(new Destination(scheme, host, port)).map(Proxy::toString).orElse("none");
  }

  @Test
  void the_scheme_of_what_is_called_decides() {
    Proxies both = proxies("HTTP_PROXY", "http://plain:3128", "HTTPS_PROXY", "http://secret:3129");
    assertThat(toward(both, "http", "models.example.org", 80)).isEqualTo("http://plain:3128");
    assertThat(toward(both, "https", "models.example.org", 443)).isEqualTo("http://secret:3129");
    Proxies one = proxies("HTTPS_PROXY", "http://secret:3129");
    assertThat(toward(one, "http", "models.example.org", 80)).isEqualTo("none");
    Proxies all = proxies("ALL_PROXY", "http://all:1", "HTTP_PROXY", "http://plain:2");
    assertThat(toward(all, "https", "models.example.org", 443)).isEqualTo("http://all:1");
    assertThat(toward(all, "http", "models.example.org", 80)).isEqualTo("http://plain:2");
    assertThat(toward(proxies(), "https", "models.example.org", 443)).isEqualTo("none");
  }

  @Test
  void lower_case_wins_over_upper_case_and_an_empty_one_is_none() {
    Proxies lower = proxies("https_proxy", "http://lower:1", "HTTPS_PROXY", "http://upper:2");
    assertThat(toward(lower, "https", "models.example.org", 443)).isEqualTo("http://lower:1");
    Proxies empty = proxies("https_proxy", "", "HTTPS_PROXY", "http://upper:2");
    assertThat(toward(empty, "https", "models.example.org", 443)).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({
    "proxy.example.org:3128, http://proxy.example.org:3128",
    "http://proxy.example.org, http://proxy.example.org:80",
    "https://proxy.example.org/, https://proxy.example.org:443",
    "HTTP://Proxy.Example.Org:8080, http://proxy.example.org:8080",
    "http://[fd00::1]:3128, http://[fd00::1]:3128",
    "socks5h://127.0.0.1, socks5://127.0.0.1:1080",
    "http://ada:secret@proxy:1, http://proxy:1",
  })
  void a_proxy_is_written_in_the_usual_ways_and_shown_without_its_password(
      String written, String shown) {
    assertThat(toward(proxies("ALL_PROXY", written), "https", "a.example", 443)).isEqualTo(shown);
  }

  @Test
  void a_user_and_a_password_are_decoded() {
    Proxy proxy = Proxy.parse("HTTPS_PROXY", "http://ada%40example.org:a%2Fb+c%3A@proxy:3128");
    assertThat(proxy.user()).isEqualTo("ada@example.org");
    assertThat(proxy.password()).isEqualTo("a/b+c:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://proxy:21",
        "http://",
        "http://ada:sec ret@proxy:1",
        "http://ada:sec/ret@proxy:1",
        "http://proxy:0",
        "http://proxy:99999",
        "socks5://ada:secret@proxy:1080"
      })
  void what_is_no_proxy_is_refused_in_a_sentence_without_the_password(String written) {
    assertThatThrownBy(() -> proxies("HTTPS_PROXY", written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("HTTPS_PROXY ")
        .message()
        .satisfies(it -> assertThat(it.replace("user:password", "")).doesNotContain("sec"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // NO_PROXY | called without it | called by it
        "* | models.example.org |",
        "example.org | example.org sub.example.org EXAMPLE.ORG. | badexample.org example.org.evil",
        ".example.org | example.org a.b.example.org | badexample.org",
        "*.example.org | example.org a.example.org | badexample.org",
        "a.example, b.example c.example | a.example b.example c.example | d.example",
        "a.example:8443 | a.example:8443 | a.example:443 a.example",
        ".example.org:443 | a.example.org:443 | a.example.org:80",
        "10.0.0.0/8 | 10.1.2.3 10.255.255.255 | 11.0.0.1 10.example.org",
        "10.1.2.3 | 10.1.2.3 | 10.1.2.4",
        "10.1.2.3:80 | 10.1.2.3:80 | 10.1.2.3:81",
        "192.168.* | 192.168.7.7 | 192.169.0.1",
        "fd00::/8 | [fd12::1] | [fe80::1]",
        "[fd00::1] | [fd00::1] [fd00:0:0:0:0:0:0:1] | [fd00::2]",
        "[fd00::1]:8080 | [fd00::1]:8080 | [fd00::1]:80",
        "fd00::1 | [fd00::1] | [fd00::2]",
        "bücher.example | xn--bcher-kva.example | bucher.example",
        "https://a.example | a.example | b.example",
        "10.0.0.0/99,,::/x,***,a.example | a.example | 10.0.0.1 b.example",
        "'' | localhost LOCALHOST 127.0.0.1 127.9.9.9 [::1] a.localhost | localhost.example",
      })
  void who_stands_in_no_proxy_is_called_straight(String listed, String straight, String through) {
    Proxies proxies = proxies("ALL_PROXY", "http://proxy:1", "no_proxy", listed);
    for (String host : straight.split(" ", -1)) {
      assertThat(way(proxies, host)).as("%s for %s", host, listed).isEqualTo("none");
    }
    for (String host : Objects.requireNonNullElse(through, "proxied.example").split(" ", -1)) {
      if (!listed.strip().equals("*")) {
        assertThat(way(proxies, host)).as("%s for %s", host, listed).isEqualTo("http://proxy:1");
      }
    }
  }

  private static String way(Proxies proxies, String written) {
    int colon = written.lastIndexOf(':');
    boolean hasPort = colon > written.lastIndexOf(']') && colon > 0;
    return toward(
        proxies,
        "https",
        hasPort ? written.substring(0, colon) : written,
        hasPort ? Integer.parseInt(written.substring(colon + 1)) : 443);
  }
}

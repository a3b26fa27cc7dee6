package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://chat.example.org, https://chat.example.org",
    "https://chat.example.org/, https://chat.example.org",
    "https://chat.example.org:443, https://chat.example.org",
    "HTTPS://Chat.Example.ORG, https://chat.example.org",
    "http://nas.local:80, http://nas.local",
    "http://nas:8443/, http://nas:8443",
    "https://nas:80, https://nas:80",
    "http://192.168.1.5:8080, http://192.168.1.5:8080",
    "http://[fd00::1]:8080, http://[fd00::1]:8080"
  })
  void its_origin_is_what_browsers_write(String text, String origin) {
    assertThat(PublicUrl.parse(text).origin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "https://chat.example.org, chat.example.org, true",
    "https://chat.example.org, CHAT.example.org:443, true",
    "https://chat.example.org, chat.example.org:80, false",
    "https://chat.example.org, chat.example.org.evil.example, false",
    "https://chat.example.org, example.org, false",
    "http://nas:8443, nas:8443, true",
    "http://nas:8443, nas, true",
    "http://nas:8443, nas:8444, false",
    "http://[fd00::1]:8080, [FD00::1]:8080, true"
  })
  void a_host_means_it_with_its_port_or_without(String url, String host, boolean meant) {
    assertThat(PublicUrl.parse(url).isHost(host)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat.example.org",
        "//chat.example.org",
        "ftp://chat.example.org",
        "https:",
        "https://",
        "https:///parley",
        "https://chat.example.org/parley",
        "https://chat.example.org/parley/",
        "https://chat.example.org//",
        "https://chat.example.org/.",
        "https://chat.example.org/%20",
        "https://chat.example.org?",
        "https://chat.example.org/?a=b",
        "https://chat.example.org#",
        "https://chat.example.org?a=b",
        "https://chat.example.org/#a",
        "https://ada@chat.example.org",
        "https://ada:secret@chat.example.org",
        "https://chat.example.org:0",
        "https://chat.example.org:99999",
        "https://chat example.org",
        "https://a,https://b"
      })
  void what_is_no_address_of_a_whole_site_is_refused_in_a_sentence(String text) {
    assertThatThrownBy(() -> PublicUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--public-url " + text + ": ");
  }
}

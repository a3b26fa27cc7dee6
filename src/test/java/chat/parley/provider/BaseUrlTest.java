package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class BaseUrlTest {

  @Test
  void what_a_person_writes_becomes_the_address_that_requests_are_built_on() {
    Map<String, String> addresses =
        Map.of(
            "http://localhost:11434", "http://localhost:11434/v1",
            "http://localhost:11434/", "http://localhost:11434/v1",
            "localhost:1234", "http://localhost:1234/v1",
            "models.example.org", "https://models.example.org/v1",
            "https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1",
            "https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1",
            " HTTPS://api.openai.com/v1 ", "https://api.openai.com/v1",
            "http://[::1]:8000//", "http://[::1]:8000/v1",
            "https://x.openai.azure.com/openai/v1", "https://x.openai.azure.com/openai/v1");
    addresses.forEach((written, expected) ->
        assertThat(BaseUrl.of(written, Protocol.OPENAI)).as(written).isEqualTo(expected));
  }

  @Test
  void each_protocol_has_its_usual_path_and_what_people_paste_along_is_cut_off() {
    assertThat(BaseUrl.of("https://api.anthropic.com", Protocol.ANTHROPIC))
        .isEqualTo("https://api.anthropic.com/v1");
    assertThat(BaseUrl.of("https://api.anthropic.com/v1/messages", Protocol.ANTHROPIC))
        .isEqualTo("https://api.anthropic.com/v1");
    assertThat(BaseUrl.of("generativelanguage.googleapis.com", Protocol.GEMINI))
        .isEqualTo("https://generativelanguage.googleapis.com/v1beta");
    assertThat(
            BaseUrl.of("https://generativelanguage.googleapis.com/v1beta/openai/", Protocol.GEMINI))
        .isEqualTo("https://generativelanguage.googleapis.com/v1beta");
    for (String written :
        List.of(
            "localhost:11434",
            "http://localhost:11434/",
            "http://localhost:11434/v1",
            "http://localhost:11434/api/chat")) {
      assertThat(BaseUrl.of(written, Protocol.OLLAMA)).isEqualTo("http://localhost:11434");
    }
    for (Protocol protocol : Protocol.values()) {
      assertThat(BaseUrl.of(protocol.usualUrl(), protocol)).isEqualTo(protocol.usualUrl());
    }
  }

  @Test
  void a_host_has_one_form_however_it_is_written() {
    Map.of(
            "https://MODELS.Example.ORG.", "https://models.example.org/v1",
            "bücher.example:8443", "https://xn--bcher-kva.example:8443/v1",
            "http://BÜCHER.example/v1", "http://xn--bcher-kva.example/v1",
            "http://models。example。org", "http://models.example.org/v1",
            "http://①②⑦.0.0.1:80", "http://127.0.0.1:80/v1",
            "http://[2001:DB8::1]", "http://[2001:db8::1]/v1",
            "http://example.org:", "http://example.org/v1")
        .forEach((written, expected) ->
            assertThat(BaseUrl.of(written, Protocol.OPENAI)).as(written).isEqualTo(expected));
  }

  @Test
  void a_key_goes_in_clear_only_within_the_own_network_unless_it_was_written_so() {
    for (String near :
        List.of(
            "localhost",
            "LOCALHOST.:1",
            "127.8.8.8",
            "[::1]:8000",
            "::1",
            "0.0.0.0:11434",
            "10.0.0.1",
            "172.31.255.1:8000",
            "192.168.1.20:11434",
            "100.64.0.7",
            "[fd12::1]:11434",
            "fe80::1",
            "ollama:11434",
            "my-nas.local:1234",
            "models.lan",
            "host.docker.internal:11434",
            "box.fritz.box",
            "server.home.arpa")) {
      assertThat(BaseUrl.of(near, Protocol.OPENAI)).as(near).startsWith("http://");
    }
    for (String there :
        List.of(
            "localhost.example.org",
            "127.example.org",
            "10.0.0.1.example.org",
            "172.32.0.1",
            "192.169.1.1",
            "[2001:db8::1]",
            "local.example.org",
            "internal.example.org")) {
      assertThat(BaseUrl.of(there, Protocol.OPENAI)).as(there).startsWith("https://");
    }
  }

  /// What people paste, and what should come of it.
  static Stream<Arguments> pasted() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/cases/providers/urls.txt")).stream()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> Arguments.of((Object[]) line.split("\\|", -1)));
  }

  @ParameterizedTest
  @MethodSource("pasted")
  void what_people_paste_is_understood_or_refused_with_a_sentence(
      String protocol, String written, String expected) {
    Protocol of = Protocol.valueOf(protocol.toUpperCase(Locale.ROOT));
    if (expected.equals("refused")) {
      assertThatThrownBy(() -> BaseUrl.of(written, of))
          .isInstanceOf(IllegalArgumentException.class);
    } else {
      assertThat(BaseUrl.of(written, of)).isEqualTo(expected);
      assertThat(BaseUrl.of(expected, of)).as("once more").isEqualTo(expected);
    }
  }

  @Test
  void an_endpoint_of_azure_has_its_version_where_one_is_wanted() {
    String usual = BaseUrl.of("https://x.openai.azure.com/openai/deployments/d", Protocol.OPENAI);
    assertThat(BaseUrl.endpoint(usual, "chat/completions"))
        .isEqualTo(
            "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21");
    String newer =
        BaseUrl.of(
            "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2025-04-01-preview",
            Protocol.OPENAI);
    assertThat(BaseUrl.endpoint(newer, "chat/completions"))
        .isEqualTo(
            "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2025-04-01-preview");
    assertThat(BaseUrl.deployment(newer)).isEqualTo("d");
    assertThat(
            BaseUrl.endpoint(BaseUrl.of("x.openai.azure.com", Protocol.OPENAI), "chat/completions"))
        .isEqualTo("https://x.openai.azure.com/openai/v1/chat/completions");
  }

  @Test
  void what_is_no_address_of_a_server_is_refused() {
    for (String written :
        List.of(
            "",
            "ftp://example.org",
            "http://",
            "file:///etc/passwd",
            "http://a b",
            "http://a_b.example.org",
            "http://example.1a",
            "http://example..org",
            "http://2130706433",
            "http://example.org:65536",
            "https://alice:secret@example.org",
            "https://example.org/v1?key=1",
            "https://example.org/#v1")) {
      assertThatThrownBy(() -> BaseUrl.of(written, Protocol.OPENAI))
          .as(written)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("secret");
    }
  }
}

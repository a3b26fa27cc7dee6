package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
  void what_is_no_address_of_a_server_is_refused() {
    for (String written :
        List.of(
            "",
            "ftp://example.org",
            "http://",
            "file:///etc/passwd",
            "http://a b",
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

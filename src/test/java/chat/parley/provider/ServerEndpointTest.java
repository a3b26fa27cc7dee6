package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServerEndpointTest {

  private static ServerEndpoint connection(String key) {
    return new ServerEndpoint("alices", Protocol.OLLAMA, "localhost:11434", Optional.of(key));
  }

  @Test
  void a_log_gets_no_key() {
    assertThat(connection("sk-alice-secret")).asString().contains("alices").doesNotContain("sk-");
  }

  @Test
  void a_blank_key_is_none_and_space_around_one_does_not_count() {
    assertThat(connection("  ").key()).isEmpty();
    assertThat(connection(" sk-alice\n").key()).contains("sk-alice");
  }

  @Test
  void a_key_that_would_break_out_of_its_header_is_refused_and_not_repeated() {
    for (String key : List.of("sk-alice\r\nHost: evil", "sk alice", "sk-älice", "sk-\u0000")) {
      assertThatThrownBy(() -> connection(key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("sk-");
    }
  }

  @Test
  void a_connection_has_a_name_and_an_address() {
    assertThatThrownBy(
            () -> new ServerEndpoint(" ", Protocol.OLLAMA, "localhost", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new ServerEndpoint("a", Protocol.OLLAMA, "ftp://localhost", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

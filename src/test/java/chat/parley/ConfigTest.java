package chat.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigTest {
  @Test
  void what_opens_doors_is_not_printed() {
    Config config =
        Config.of(
            Path.of("data"),
            some -> {
              some.key = "sk-of-the-owner";
              some.secretKey = "c2VjcmV0IGtleQ==";
            });
    assertThat(config.toString())
        .contains("data", "127.0.0.1")
        .doesNotContain("sk-of-the-owner", "c2VjcmV0IGtleQ==");
  }

  @Test
  void a_change_leaves_the_rest_as_it_is() {
    Config config = Config.of(Path.of("data"), some -> some.model = "openai/small");
    Config changed = config.with(other -> other.port = 1).with(other -> other.host = "::1");
    assertThat(changed.address(1)).isEqualTo("http://[::1]:1");
    assertThat(changed.port()).isEqualTo(1);
    assertThat(changed.model()).isEqualTo("openai/small");
    assertThat(config.port()).isZero();
  }
}

package chat.parley;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.account.HashCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Most tests wait less than people do: what ships is held to what the docs say of it.
class TimingsTest {
  private static final Timings SHIPPED = Timings.SHIPPED;

  @Test
  void what_ships_is_what_the_docs_say() throws IOException {
    assertThat(Files.readString(Path.of("docs", "reliability.md")))
        .contains(
            "(%s to %s s,"
                .formatted(
                    seconds(SHIPPED.streams().firstBack()), seconds(SHIPPED.streams().lastBack())),
            "who takes nothing for %s s".formatted(seconds(SHIPPED.streams().withoutProgress())),
            "takes over after %s s of its own".formatted(seconds(SHIPPED.queue().lease())),
            "a lease of %s s renewed every %s s"
                .formatted(seconds(SHIPPED.queue().lease()), seconds(SHIPPED.queue().renewal())),
            "a heartbeat every %s s".formatted(seconds(SHIPPED.streams().heartbeat())));
  }

  @Test
  void what_the_docs_do_not_say_is_no_accident_either() {
    assertThat(SHIPPED.queue().poll()).isEqualTo(Duration.ofSeconds(1));
    assertThat(SHIPPED.queue().titles()).isEqualTo(Duration.ofSeconds(1));
    assertThat(SHIPPED.retry()).isEqualTo(Duration.ofSeconds(1));
    assertThat(SHIPPED.certificates()).isEqualTo(Duration.ofSeconds(2));
    assertThat(SHIPPED.openIdCall()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void the_program_ships_with_them() {
    Config config = new Flags(_ -> null, _ -> null).config();
    assertThat(config.timings()).isEqualTo(SHIPPED);
    assertThat(config.hashing()).isEqualTo(HashCost.SHIPPED);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? String.valueOf(duration.toSeconds())
        : String.valueOf(duration.toMillis() / 1000.0);
  }
}

package chat.parley.siege;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A short siege. How fast `/up` is under it is for `bin/siege` on a quiet machine to say; what
/// must hold on any is that nobody's answer is lost, and that the process lives.
@Timeout(240)
class SiegeTest {
  @TempDir private Path directory;

  @Test
  void people_get_every_byte_of_their_answers_while_everything_known_is_tried() throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Siege.class.getName(),
                    directory.toString(),
                    "0.4",
                    "1"))
            .redirectErrorStream(true)
            .start();
    // Asked to end, it takes the server that it started with it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(output).contains("process alive").contains(", lost 0,").doesNotContain("LOST");
    assertThat(output).doesNotContain("answers whole 0,");
    assertThat(output).as("forms that are too large").containsPattern("half sent forms.* 413 x");
    assertThat(output).as("what it says of names that are too long").contains("a small page");
    assertThat(output).doesNotContain("a page of over 1 MB").doesNotContain("500 x");
  }
}

package chat.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A short run of `bin/chaos`, with the machine to itself: it compares what pages show at each
/// moment while answers are rendered within deadlines.
@Tag("alone")
class ChaosTest {
  @TempDir private Path directory;

  @Test
  void nothing_is_lost_doubled_taken_back_or_stuck_whatever_happens_to_the_program()
      throws Exception {
    ChaosRun run = ChaosRun.of(directory, "brief", 1);

    assertThat(run.figure("kills")).isEqualTo(4);
    assertThat(run.figure("stops")).isEqualTo(1);
    assertThat(run.figure("drains")).isEqualTo(1);
    assertThat(run.figure("messages accepted")).as("assumed: people wrote").isGreaterThan(30);
    assertThat(run.figure("answers finished")).as("assumed: it answered").isPositive();
    assertThat(run.figure("continued")).as("assumed: answers were cut").isPositive();
    assertThat(run.figure("cuts")).as("assumed: lines broke").isGreaterThan(100);
    assertThat(run.figure("bytes checked")).isGreaterThan(100_000);
    assertThat(run.output())
        .containsPattern("(?m)^lost +0 ")
        .containsPattern("(?m)^doubled +0 ")
        .containsPattern("(?m)^taken back +0 ")
        .containsPattern("(?m)^stuck +0 ")
        .containsPattern("(?m)^other +0 ");
    assertThat(run.exitCode()).isZero();
  }
}

package chat.parley;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Nightly;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What is left for the night is listed, and what people rely on most is never left.
class NightlyTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+\\.[A-Za-z0-9]+)` \\|");

  /// Other looks, proxies and seeds: classes that give a test more to go through.
  private static final List<String> MORE =
      List.of("browser.Looks", "support.Fronts", "support.Seeds");

  private static final List<String> NEVER =
      List.of(
          "KillTest",
          "CrashLoopTest",
          "DrainTest",
          "FencingTest",
          "TwoProcessesTest",
          "ReadersTest",
          "DiskFullTest",
          "LockedTest",
          "DamagedTest",
          "BackupCommandTest",
          "MigrationsTest",
          "ChaosTest",
          "AccessTest",
          "NotYoursTest",
          "LocalOnlyTest",
          "LocalAuthenticatorTest",
          "SilentProxiesTest",
          "DeletionTest",
          "SentTwiceTest",
          "SiegeTest");

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("chat.parley");

  @Test
  void contributing_lists_what_is_left_for_the_night_with_its_reason() throws IOException {
    var listed =
        ROW.matcher(Files.readString(Path.of("CONTRIBUTING.md")))
            .results()
            .map(row -> row.group(1))
            .collect(toCollection(TreeSet::new));
    var left =
        TESTS.stream()
            .filter(NightlyTest::isLeft)
            .map(one -> one.getName().substring("chat.parley.".length()))
            .collect(toCollection(TreeSet::new));
    assertThat(left).as("assumed: they are found").isNotEmpty();
    left.addAll(MORE);
    assertThat(listed).isEqualTo(left);
  }

  @Test
  void what_loses_or_shows_what_is_somebodys_runs_with_every_push() {
    for (String name : NEVER) {
      List<JavaClass> found =
          TESTS.stream().filter(one -> one.getSimpleName().equals(name)).toList();
      assertThat(found).as(name).hasSize(1);
      assertThat(isLeft(found.getFirst())).as(name).isFalse();
    }
  }

  private static boolean isLeft(JavaClass test) {
    return test.isAnnotatedWith(Nightly.class)
        || test.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(Nightly.class));
  }
}

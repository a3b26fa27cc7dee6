package chat.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The tests that docs/origin-tests.md names are there.
class OriginTestsDocTest {
  private static final Pattern NAMED = Pattern.compile("`([a-z]+(?:\\.[a-z]+)*)\\.(\\w+)#(\\w+)`");
  private static final Pattern LINE =
      Pattern.compile("^\\| (?!idea|mistake|---).+", Pattern.MULTILINE);

  @Test
  void every_test_that_is_named_exists() throws IOException {
    List<MatchResult> named = NAMED.matcher(document()).results().toList();
    assertThat(named).as("assumed: tests are named").hasSizeGreaterThan(80);
    for (MatchResult test : named) {
      Path file =
          Path.of(
              "src/test/java/chat/parley",
              test.group(1).replace('.', '/'),
              test.group(2) + ".java");
      assertThat(file).exists();
      assertThat(hasTest(Files.readString(file), test.group(3))).as(test.group()).isTrue();
    }
  }

  @Test
  void every_line_names_a_test_or_a_reason() throws IOException {
    List<String> lines = LINE.matcher(document()).results().map(MatchResult::group).toList();
    assertThat(lines).hasSizeGreaterThan(110);
    for (String line : lines) {
      String[] cells = line.split("(?<!\\\\)\\|");
      assertThat(cells).as(line).hasSize(3);
      assertThat(cells[2]).as(line).containsPattern("#\\w+`|no [a-z]+|does not apply: .+");
    }
  }

  /// Whether a method is there, with the annotation of a test above it.
  static boolean hasTest(String source, String method) {
    int name =
        Math.max(
            source.indexOf(" void " + method + "("),
            source.indexOf(" Stream<DynamicTest> " + method + "("));
    int annotation =
        Math.max(
            Math.max(
                source.lastIndexOf("  @Test\n", name),
                source.lastIndexOf("  @TestFactory\n", name)),
            source.lastIndexOf("  @ParameterizedTest", name));
    return name >= 0 && annotation > source.lastIndexOf("\n  }\n", name);
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("docs/origin-tests.md"));
  }
}

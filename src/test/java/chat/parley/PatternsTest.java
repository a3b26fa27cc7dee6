package chat.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PatternsTest {
  private static final Path SOURCE = Path.of(System.getProperty("basedir", "."), "src/main/java");

  /// `split` is a pattern unless it is given one character that means nothing in patterns.
  @Test
  void texts_are_split_at_plain_characters() throws IOException {
    var split = new TreeSet<String>();
    for (Path file : files()) {
      String source = Files.readString(file);
      for (int at = source.indexOf(".split("); at >= 0; at = source.indexOf(".split(", at + 1)) {
        Path inside = SOURCE.resolve("chat/parley").relativize(file);
        String name = inside.toString().replace(".java", "").replace('/', '.');
        String argument = source.substring(at + 7, source.indexOf(')', at));
        if (!isPlain(argument)
            && !Patterns.allowed().contains(name)
            && !Patterns.SPLITTING.contains(name)) {
          split.add(name + ": " + argument);
        }
      }
    }
    assertThat(split).isEmpty();
  }

  private static boolean isPlain(String argument) {
    boolean isOne = argument.matches("\"[^.$|()\\[{^?*+\\\\]\"(, -?\\d+)?");
    return isOne
        || argument.matches("\"\\\\\\\\[.|]\"(, -?\\d+)?")
        || argument.startsWith("\" = \"");
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(SOURCE)) {
      return all.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}

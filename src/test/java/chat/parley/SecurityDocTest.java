package chat.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of SECURITY.md is whole, and the tests that it names are there.
class SecurityDocTest {
  /// The requirements of levels 1 and 2 of the ASVS 5.0.0, by section; chapter 17 is WebRTC.
  private static final String REQUIREMENTS =
      """
      1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1 3.2:1-2 3.3:1-4
      3.4:1-6 3.5:1-5 3.7:1-2 4.1:1-3 4.2:1 4.3:1-2 4.4:1-4 5.1:1 5.2:1-3 5.3:1-2 5.4:1-3
      6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4 7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5
      7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 8.3:1 8.4:1 9.1:1-3 9.2:1-4 10.1:1-2 10.2:1-2 10.3:1-4
      10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1 11.6:1
      12.1:1-3 12.2:1-2 12.3:1-4 13.1:1 13.2:1-5 13.3:1-2 13.4:1-5 14.1:1-2 14.2:1-4 14.3:1-3
      15.1:1-3 15.2:1-3 15.3:1-7 16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3
      """;

  private static final Pattern NAMED = Pattern.compile("`((?:[a-z]+\\.)*)([A-Z]\\w+)#(\\w+)`");
  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+\\.\\d+\\.\\d+) \\|.*\\|$", Pattern.MULTILINE);
  private static final Pattern LEFT_OUT =
      Pattern.compile("^Does not apply: .*$", Pattern.MULTILINE);
  private static final Pattern ID = Pattern.compile("\\b\\d+\\.\\d+\\.\\d+\\b");

  @Test
  void every_test_that_is_named_exists() throws IOException {
    List<MatchResult> named = NAMED.matcher(document()).results().toList();
    assertThat(named).as("assumed: tests are named").hasSizeGreaterThan(100);
    for (MatchResult test : named) {
      Path file =
          Path.of(
              "src/test/java/chat/parley",
              test.group(1).replace('.', '/'),
              test.group(2) + ".java");
      assertThat(file).as(test.group()).exists();
      assertThat(OriginTestsDocTest.hasTest(Files.readString(file), test.group(3)))
          .as(test.group())
          .isTrue();
    }
  }

  @Test
  void every_requirement_has_one_row_or_stands_among_those_that_do_not_apply() throws IOException {
    List<String> told = new ArrayList<>();
    ROW.matcher(document()).results().forEach(row -> told.add(row.group(1)));
    LEFT_OUT
        .matcher(document())
        .results()
        .forEach(
            line -> ID.matcher(line.group()).results().map(MatchResult::group).forEach(told::add));
    assertThat(told).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(requirements());
  }

  @Test
  void every_row_has_a_test_or_says_why_there_is_none() throws IOException {
    for (MatchResult row : ROW.matcher(document()).results().toList()) {
      String[] cells = row.group().split("\\|", -1);
      assertThat(cells).as(row.group()).hasSize(6);
      assertThat(cells[4]).as(row.group()).containsPattern("#\\w+`|by reading|not met");
    }
  }

  private static List<String> requirements() {
    List<String> all = new ArrayList<>();
    for (String section : REQUIREMENTS.strip().split("\\s+", -1)) {
      String[] parts = section.split(":", -1);
      for (String range : parts[1].split(",", -1)) {
        String[] ends = range.split("-", -1);
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int number = Integer.parseInt(ends[0]); number <= last; number++) {
          all.add(parts[0] + "." + number);
        }
      }
    }
    return all;
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("SECURITY.md"));
  }
}

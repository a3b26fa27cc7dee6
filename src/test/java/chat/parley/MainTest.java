package chat.parley;

import static chat.parley.Said.parley;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(--[a-z-]+)` \\| `(PARLEY_[A-Z_]+)` \\| `?([^|`]*)`?");

  @TempDir private Path directory = Path.of("set by JUnit");

  @Test
  void local_mode_does_not_listen_beyond_this_computer_and_says_why() {
    Said said = parley("--host", "0.0.0.0", "--data", directory.toString(), "--port", "0");
    assertThat(said.code()).isNotZero();
    assertThat(said.words()).contains("local mode", "0.0.0.0", "--host 127.0.0.1");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_busy_port_is_named_and_the_next_free_one_is_offered() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Said said = parley("--port", String.valueOf(port), "--data", directory.toString());
      assertThat(said.code()).isNotZero();
      assertThat(said.words())
          .contains("Port " + port + " is in use")
          .containsPattern("--port [1-9][0-9]+");
    }
  }

  @Test
  void a_data_directory_has_one_parley() {
    try (TestApp _ = TestApp.startIn(directory, new ScriptedProvider())) {
      Said said = parley("--port", "0", "--data", directory.toString());
      assertThat(said.code()).isNotZero();
      assertThat(said.words()).contains("Another Parley", directory.toString(), "--data");
    }
  }

  @Test
  void what_cannot_be_used_is_said_in_a_sentence() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    for (String[] wrong :
        new String[][] {
          {"--port", "99999"},
          {"--port", "eighty"},
          {"--answers", "0"},
          {"--chunk-timeout", "0"},
          {"--public-url", "chat.example.org"},
          {"--data", file.toString()}
        }) {
      Said said = parley(wrong);
      assertThat(said.code()).as(wrong[0]).isNotZero();
      assertThat(said.words()).as(wrong[0]).doesNotContain("Exception").hasLineCount(1);
    }
  }

  @Test
  void a_mode_that_does_not_exist_is_refused() {
    Said said = parley("--auth", "nobody", "--data", directory.toString());
    assertThat(said.code()).isNotZero();
    assertThat(said.words()).contains("--auth is local, link or accounts, not nobody");
  }

  @Test
  void every_flag_stands_in_the_documentation_with_its_variable_and_default() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    ROW.matcher(Files.readString(Path.of("docs/configuration.md")))
        .results()
        .forEach(row -> documented.put(row.group(1), row.group(2) + " " + row.group(3).strip()));
    Map<String, String> actual = new TreeMap<>();
    for (Flag flag : Flag.values()) {
      actual.put("--" + flag.title(), flag.variable() + " " + flag.fallback());
    }
    assertThat(documented.keySet()).containsExactlyElementsOf(actual.keySet());
    actual.forEach((flag, rest) -> {
      String variable = rest.substring(0, rest.indexOf(' '));
      assertThat(documented.get(flag))
          .as(flag)
          .startsWith(variable + " ")
          .endsWith(rest.substring(variable.length() + 1));
    });
  }

  @Test
  void what_makes_no_sense_is_named_and_help_is_pointed_at() {
    for (String[] wrong :
        new String[][] {
          {"--prot", "1"},
          {"--port"},
          {"serve"},
          {"check", "a", "b"},
          {"check", "--port", "1"},
          {"--overwrite"}
        }) {
      Said said = parley(wrong);
      assertThat(said.code()).as(said.words()).isEqualTo(2);
      assertThat(said.words()).hasLineCount(1).contains("bin/parley --help");
      assertThat(said.words()).contains(wrong[wrong.length - 1].replaceAll("\\b1\\b", "--p"));
    }
  }

  @Test
  void help_lists_every_flag_and_each_command_has_its_own() {
    Said help = parley("--help");
    assertThat(help.code()).isZero();
    for (Flag flag : Flag.values()) {
      assertThat(help.words()).contains("--" + flag.title() + " ", flag.variable());
    }
    assertThat(parley("backup", "--help").words())
        .contains("--overwrite", "--data", "[FILE]")
        .doesNotContain("--port");
    assertThat(parley("check", "-h").words())
        .contains("--data", "exit code")
        .doesNotContain("--overwrite");
    assertThat(parley("--version")).isEqualTo(new Said(0, "Parley 0.1.0\n"));
  }
}

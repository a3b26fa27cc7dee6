package chat.parley;

import static chat.parley.Said.parley;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bin/parley check`. What Parley's own rules are is shown by `generation.IntegrityCheckTest`.
class CheckCommandTest {
  @TempDir private Path directory = Path.of("set by JUnit");

  @BeforeEach
  void oneChat() throws InterruptedException {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(data(), model)) {
      String chat = parley.begin("Question");
      model.asked().say("Answer").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
    }
  }

  @Test
  void a_whole_database_is_said_to_be_whole_and_is_not_touched() throws Exception {
    Map<String, String> before = files();
    for (Path named : new Path[] {data(), database()}) {
      Said said = parley("check", named.toString());
      assertThat(said.code()).as(said.words()).isZero();
      assertThat(said.words())
          .hasLineCount(1)
          .contains(database() + " is whole", "1 chat with 2 messages", "schema 18");
    }
    assertThat(parley("check", "--data", data().toString()).code()).isZero();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void one_that_is_written_at_this_moment_is_checked_as_well() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(data(), model)) {
      parley.begin("Another");
      Asked asked = model.asked();
      for (int i = 0; i < 20; i++) {
        asked.say("Word " + i + ". ");
        Said said = parley("check", "--data", data().toString());
        assertThat(said.code()).as(said.words()).isZero();
      }
      asked.finish();
    }
  }

  @Test
  void damage_has_a_line_each_and_says_what_to_do() throws Exception {
    Damage.overwrite(database(), 3);
    Map<String, String> before = files();
    Said said = parley("check", data().toString());
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.words())
        .contains("Problem: ", "docs/backups.md")
        .doesNotContain("Exception", "whole");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void half_a_file_and_no_database_at_all_are_told() throws Exception {
    Damage.truncate(database());
    assertThat(parley("check", data().toString()).code()).isEqualTo(1);
    Files.writeString(database(), "This is no database. ".repeat(1000));
    Said said = parley("check", data().toString());
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.words()).contains("is no database").doesNotContain("Exception");
    assertThat(parley("check", directory.resolve("nowhere").toString()).words())
        .hasLineCount(1)
        .contains("There is no database");
  }

  @Test
  void a_row_that_refers_to_nothing_is_found() {
    new DataFile(data())
        .changeUnchecked(
            "insert into segment (generation_id, epoch, kind, text) values (77, 1, 'text', 'lost')");
    Said said = parley("check", data().toString());
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.words()).contains("Problem: a row of segment refers to a row of generation");
  }

  @Test
  void what_breaks_a_rule_of_parley_is_found() {
    new DataFile(data()).change("update generation set outcome = null");
    Said said = parley("check", data().toString());
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.words()).contains("Problem: answers whose state contradicts itself: 1,");
  }

  @Test
  void a_database_of_a_newer_parley_is_left_to_it() {
    new DataFile(data()).change("update flyway_schema_history set version = '99'");
    Said said = parley("check", data().toString());
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.words()).contains("newer Parley", "99");
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(data())) {
      for (Path file : all.toList()) {
        files.put(
            file.getFileName().toString(),
            Files.size(file) + " " + java.util.Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private Path database() {
    return data().resolve("parley.db");
  }

  /// Not a name that a URL would take as it is.
  private Path data() {
    return directory.resolve("50% of data?");
  }
}

package chat.parley;

import static chat.parley.Said.parley;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.SmallDisk;
import chat.parley.support.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A start on what is no whole database of this Parley: one sentence, and nothing is written.
@Timeout(120)
class UnusableDatabaseTest {
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
  void pages_that_were_overwritten_are_found() throws Exception {
    Damage.overwrite(database(), 3);
    refusedUntouched("is damaged", "bin/parley check", "backup");
  }

  @Test
  void the_first_page_too() throws Exception {
    Damage.overwrite(database(), 1);
    refusedUntouched("is damaged, or is no database", "bin/parley check");
  }

  @Test
  void half_a_file_is_not_taken_for_a_whole_one() throws Exception {
    Damage.truncate(database());
    refusedUntouched("is damaged", "bin/parley check");
  }

  @Test
  void another_file_is_no_database() throws Exception {
    Files.writeString(database(), "This is no database. ".repeat(1000));
    refusedUntouched("is no database", "bin/parley check");
  }

  @Test
  void a_database_of_someone_else_is_left_alone() throws Exception {
    Files.delete(database());
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement()) {
      statement.execute("create table theirs (text text)");
    }
    refusedUntouched("not one of Parley's", "--data");
  }

  @Test
  void a_newer_schema_is_left_to_the_newer_program() throws Exception {
    new DataFile(data())
        .change(
            """
            insert into flyway_schema_history
            select 99, '99', 'later', type, script, checksum, installed_by, installed_on, execution_time, success
            from flyway_schema_history where installed_rank = 1
            """);
    refusedUntouched("newer Parley", "its schema is 99, and this one knows 18");
  }

  @Test
  void a_disk_that_may_only_be_read_is_named() throws Exception {
    try (ParleyProcess refused =
        ParleyProcess.tryToStartOn(SmallDisk.readOnly(data()), "http://127.0.0.1:1/v1")) {
      assertThat(refused.exitCode()).isEqualTo(1);
    }
    assertThat(Files.readString(directory.resolve("data.log")))
        .hasLineCount(1)
        .contains(data().toString(), "Read-only file system", "--data");
  }

  private void refusedUntouched(String... words) throws IOException {
    Map<String, Integer> before = files();
    Said said = parley("--port", "0", "--data", data().toString());
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.words())
        .hasLineCount(1)
        .contains(database().toString())
        .contains(words)
        .doesNotContain("Exception");
    assertThat(files()).isEqualTo(before);
  }

  private Map<String, Integer> files() throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(data())) {
      for (Path file : all.toList()) {
        files.put(
            file.getFileName().toString(), java.util.Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private Path database() {
    return data().resolve("parley.db");
  }

  private Path data() {
    return directory.resolve("data");
  }
}

package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.AnotherUser;
import chat.parley.support.ParleyProcess;
import chat.parley.support.RawRequest;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the program keeps what is said, and who may look at it.
class PrivateDirectoryTest {
  @TempDir private Path directory = Path.of("set by JUnit");
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  void stop() {
    upstream.close();
  }

  private Path data() {
    return directory.resolve("data");
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("data.log"));
  }

  /// What is in it, and itself as an empty name.
  private Map<String, String> permissions() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.toList()) {
        found.put(
            data().relativize(file).toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
    return found;
  }

  private static void begin(ParleyProcess parley) {
    RawRequest.Response sent =
        RawRequest.send(
            parley.address().getPort(),
            "POST /messages HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: 6",
            "",
            "text=a");
    assertThat(sent.status()).isEqualTo(303);
  }

  @Test
  void only_the_user_who_runs_it_may_look_whatever_the_umask() throws Exception {
    try (ParleyProcess parley =
        ParleyProcess.startWithin(
            List.of("sh", "-c", "umask 000; exec \"$@\"", "sh"), data(), upstream.url())) {
      begin(parley);
      Map<String, String> found = permissions();
      assertThat(found)
          .containsKeys(
              "parley.db",
              "parley.db-wal",
              "parley.db-shm",
              "parley.lock",
              "parley.address",
              "link.token");
      assertThat(found.remove("")).isEqualTo("rwx------");
      assertThat(found)
          .allSatisfy((file, mode) -> assertThat(mode).as(file).isEqualTo("rw-------"));
    }
  }

  @Test
  void what_is_wider_is_narrowed_with_a_word_about_it() throws Exception {
    ParleyProcess.start(data(), upstream.url()).close();
    Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Path theirs = Files.writeString(data().resolve("notes.txt"), "not Parley's");
    Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rw-r--r--"));
    for (String name : List.of("parley.db", "parley.db-wal", "link.token")) {
      Files.setPosixFilePermissions(
          data().resolve(name), PosixFilePermissions.fromString("rw-rw-rw-"));
    }
    try (ParleyProcess _ = ParleyProcess.start(data(), upstream.url())) {
      assertThat(permissions())
          .containsEntry("", "rwx------")
          .containsEntry("parley.db", "rw-------")
          .containsEntry("link.token", "rw-------")
          .containsEntry("notes.txt", "rw-r--r--");
      assertThat(log())
          .contains("others could read what is stored, and cannot any more path=" + data() + " ")
          .contains("path=" + data().resolve("parley.db") + " permissions=rw-rw-rw-");
    }
    String before = log();
    ParleyProcess.start(data(), upstream.url()).close();
    assertThat(log().substring(before.length()))
        .as("where nothing is wide")
        .doesNotContain("others");
  }

  @Test
  void a_directory_of_somebody_else_stays_as_it_is_and_is_named() throws Exception {
    AnotherUser.mustBePossible();
    Files.createDirectory(data());
    Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setAttribute(data(), "unix:uid", AnotherUser.ID);
    try (ParleyProcess _ = ParleyProcess.start(data(), upstream.url())) {
      assertThat(permissions()).containsEntry("", "rwxr-xr-x");
      assertThat(log())
          .contains("others may read what is stored", "path=" + data(), "owner=nobody");
    }
  }

  @Test
  void a_directory_that_everybody_uses_stays_as_it_is() throws Exception {
    Files.createDirectory(data());
    Files.setAttribute(data(), "unix:mode", 01777);
    try (ParleyProcess _ = ParleyProcess.start(data(), upstream.url())) {
      assertThat(Files.getAttribute(data(), "unix:mode")).isEqualTo(041777);
      assertThat(log()).contains("others may read what is stored", "--data");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"noexec", "ro"})
  void where_no_program_may_run_from_the_temporary_directory_it_starts_from_its_own(String option)
      throws Exception {
    SmallDisk temporary = SmallDisk.mounted(directory.resolve("tmp"), option);
    try (ParleyProcess parley =
        ParleyProcess.startWithin(
            temporary, List.of("-Djava.io.tmpdir=" + temporary.data()), data(), upstream.url())) {
      begin(parley);
      assertThat(data().resolve("native")).isDirectory();
      assertThat(log()).doesNotContain("Exception", "Error");
    }
  }

  @Test
  void where_it_may_run_from_nowhere_a_sentence_says_so() throws Exception {
    SmallDisk all = SmallDisk.mounted(directory.resolve("all"), "noexec");
    Path data = all.data().resolve("data");
    try (ParleyProcess parley =
        ParleyProcess.startWithin(
            all, List.of("-Djava.io.tmpdir=" + all.data()), data, upstream.url())) {
      assertThat(parley.exitCode()).isEqualTo(1);
    }
    assertThat(Files.readString(all.data().resolve("data.log")))
        .contains("SQLite's library", "noexec", "-Djava.io.tmpdir=")
        .hasLineCount(1);
  }

  /// Root without the right to read everything is like any other user.
  @Test
  void a_directory_that_is_closed_to_us_is_refused_with_whose_it_is() throws Exception {
    AnotherUser.mustBePossible();
    Files.createDirectory(data());
    Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("rwx------"));
    Files.setAttribute(data(), "unix:uid", AnotherUser.ID);
    for (Path closed : List.of(data(), data().resolve("deeper"))) {
      try (ParleyProcess parley =
          ParleyProcess.startWithin(
              List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"),
              closed,
              upstream.url())) {
        assertThat(parley.exitCode()).isEqualTo(1);
      }
    }
    String said = log() + Files.readString(data().resolve("deeper.log"));
    assertThat(said)
        .contains("permission denied", "belongs to nobody, and Parley runs as root", "--data")
        .doesNotContain("Exception");
  }
}

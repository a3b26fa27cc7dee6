package chat.parley;

import static chat.parley.Said.parley;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.model.Secrets;
import chat.parley.support.EventReader;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bin/parley backup`, shown by putting what it made in the database's place.
class BackupCommandTest {
  private static final int CHATS = 8;
  private static final String WRITTEN = "script: paced 300 10";

  @TempDir private Path directory = Path.of("set by JUnit");

  @Test
  void backups_made_while_another_process_writes_are_whole_and_do_not_disturb_it()
      throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      List<String> chats = new ArrayList<>();
      List<Path> backups = new ArrayList<>();
      try (ParleyProcess running = ParleyProcess.start(data(), upstream.url())) {
        Visitor visitor = new Visitor(running.address());
        for (int i = 0; i < CHATS; i++) {
          chats.add(begin(visitor));
        }
        TestApp.await("all are written at once", () -> upstream.answering() == CHATS);
        for (int i = 0; i < 5; i++) {
          backups.add(backup("during-" + i + ".db"));
        }
        assertThat(upstream.answering()).as("assumed: they were still written").isPositive();
        for (String chat : chats) {
          assertThat(visitor.end(chat, 2).text()).isEqualTo(whole());
        }
      }
      for (Path backup : backups) {
        assertThat(parley("check", backup.toString()))
            .isEqualTo(new Said(0, parley("check", backup.toString()).words()));
      }
      restore(backups.getLast());
      try (ParleyProcess restored = ParleyProcess.start(data(), upstream.url())) {
        Visitor visitor = new Visitor(restored.address());
        for (String chat : chats) {
          Visitor.Answer end = visitor.end(chat, 2);
          assertThat(visitor.messages(chat).path(0).path("text").asText()).isEqualTo(WRITTEN);
          assertThat(end.state()).isIn("interrupted", "finished");
          assertThat(whole()).startsWith(end.text());
          assertThat(end.text()).as("what was shown before the backup").isNotEmpty();
        }
      }
    }
  }

  @Test
  void a_page_that_was_open_shows_the_backup_without_a_reload() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    TestApp parley = TestApp.startIn(data(), model);
    try {
      String chat = parley.begin("Before");
      model.asked().say("In the backup.").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
      Path backup = backup("first.db");
      parley.post(chat + "/messages", Map.of("text", "After"));
      model.asked().say("Not in the backup.").finish();
      parley.awaitPage(chat, "#message-4[data-state=finished]");
      ReaderPage page = ReaderPage.load(parley, chat);

      int port = parley.port();
      parley.close();
      restore(backup);
      parley = TestApp.startAgain(data(), port, model);
      EventReader.Event anew = parley.stream(chat, page.position()).nextFrame();
      page.take(anew);
      assertThat(ReaderPage.difference(page, ReaderPage.load(parley, chat))).isEmpty();
      assertThat(page.document().text())
          .contains("In the backup.")
          .doesNotContain("Not in the backup.");
    } finally {
      parley.close();
    }
  }

  @Test
  void what_a_killed_process_left_is_in_the_backup() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      String chat;
      try (ParleyProcess killed = ParleyProcess.start(data(), upstream.url())) {
        chat = begin(new Visitor(killed.address()));
        killed.kill();
      }
      assertThat(data().resolve("parley.db-wal"))
          .as("assumed: the newest is not in the file itself")
          .isNotEmptyFile();
      restore(backup("after.db"));
      try (ParleyProcess restored = ParleyProcess.start(data(), upstream.url())) {
        assertThat(new Visitor(restored.address()).end(chat, 2).isOpen()).isFalse();
      }
    }
  }

  @Test
  void it_says_where_it_is_and_what_is_in_it_and_shows_it_to_its_owner_alone() throws Exception {
    oneChat();
    Said said = parley("backup", "--data", data().toString(), directory.toString());
    assertThat(said.code()).as(said.words()).isZero();
    Path made = only("parley-\\d{4}-\\d\\d-\\d\\d-\\d{6}\\.db");
    assertThat(said.words())
        .hasLineCount(1)
        .contains(made.toString(), " MB, ", "1 chat with 2 messages");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rw-------");
  }

  @Test
  void what_is_there_is_replaced_only_when_asked() throws Exception {
    oneChat();
    Path other = Files.writeString(directory.resolve("other.db"), "precious");
    Said refused = parley("backup", "--data", data().toString(), other.toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.words()).hasLineCount(1).contains(other.toString(), "--overwrite");
    assertThat(other).hasContent("precious");

    Said replaced = parley("backup", "--overwrite", "--data", data().toString(), other.toString());
    assertThat(replaced.code()).as(replaced.words()).isZero();
    assertThat(parley("check", other.toString()).code()).isZero();
    for (String own : new String[] {"parley.db", "parley.lock"}) {
      Path file = data().resolve(own);
      Said owned = parley("backup", "--overwrite", "--data", data().toString(), file.toString());
      assertThat(owned)
          .isEqualTo(new Said(1, file + " belongs to the database itself. Choose another file.\n"));
    }
  }

  @Test
  void the_key_of_what_is_encrypted_is_not_in_it_and_that_is_said() throws Exception {
    oneChat();
    new Secrets(data(), Optional.empty()).seal("row", "sk-secret");
    Path key = Secrets.file(data());
    byte[] before = Files.readAllBytes(key);
    Path backups = Files.createDirectory(directory.resolve("backups"));
    Said said = parley("backup", "--data", data().toString(), backups.resolve("a.db").toString());
    assertThat(said.code()).as(said.words()).isZero();
    assertThat(said.words()).hasLineCount(2).contains("encrypted", key.toString());
    try (Stream<Path> made = Files.list(backups)) {
      assertThat(made).containsExactly(backups.resolve("a.db"));
    }

    Path link = Files.createSymbolicLink(directory.resolve("link"), key);
    for (Path target : List.of(key, link)) {
      Said owned = parley("backup", "--overwrite", "--data", data().toString(), target.toString());
      assertThat(owned)
          .isEqualTo(
              new Said(1, target + " belongs to the database itself. Choose another file.\n"));
    }
    assertThat(key).hasBinaryContent(before);
  }

  @Test
  void nonsense_is_refused_in_a_sentence_and_nothing_is_left() throws Exception {
    oneChat();
    Path nowhere = directory.resolve("not/there");
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    for (String[] wrong :
        new String[][] {
          {"--data", nowhere.toString(), directory.resolve("a.db").toString()},
          {"--data", data().toString(), nowhere.resolve("a.db").toString()},
          {"--data", data().toString(), file.resolve("a.db").toString()},
          {"--data", data().toString(), "/proc/a.db"},
          {"--data", file.toString(), directory.resolve("a.db").toString()}
        }) {
      Said said =
          parley(Stream.concat(Stream.of("backup"), Stream.of(wrong)).toArray(String[]::new));
      assertThat(said.code()).as(said.words()).isEqualTo(1);
      assertThat(said.words()).hasLineCount(1).doesNotContain("Exception");
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(data(), file);
    }
  }

  @Test
  void damage_is_not_copied_as_if_it_were_whole() throws Exception {
    oneChat();
    Damage.overwrite(database(), 3);
    Said said = parley("backup", "--data", data().toString(), directory.resolve("a.db").toString());
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.words()).hasLineCount(1).contains("damaged", "bin/parley check");
    assertThat(directory.resolve("a.db")).doesNotExist();
  }

  private void oneChat() throws InterruptedException {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(data(), model)) {
      String chat = parley.begin("Question");
      model.asked().say("Answer").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
    }
  }

  private static String begin(Visitor visitor) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", WRITTEN, "model", "openai/scripted"))
        .orElseThrow();
  }

  private static String whole() {
    return String.join("", Scripts.numbered(300));
  }

  private Path backup(String name) {
    Path backup = directory.resolve(name);
    Said said = parley("backup", "--data", data().toString(), backup.toString());
    assertThat(said.code()).as(said.words()).isZero();
    return backup;
  }

  /// As docs/backups.md says.
  private void restore(Path backup) throws IOException {
    Files.move(data(), directory.resolve("data-old"));
    Files.createDirectory(data());
    Files.copy(backup, database());
  }

  private Path only(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.filter(file -> file.getFileName().toString().matches(name)).toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }

  private Path database() {
    return data().resolve("parley.db");
  }

  private Path data() {
    return directory.resolve("data");
  }
}

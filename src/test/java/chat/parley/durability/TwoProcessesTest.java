package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes on one SQLite database, which only tests can have: one of them stands still for
/// longer than its lease, the other takes over, and the first one wakes up and writes on.
class TwoProcessesTest {
  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  public void close() {
    upstream.close();
  }

  @Test
  void what_a_worker_writes_after_its_lease_is_refused_and_no_reader_sees_it() throws Exception {
    try (ParleyProcess first = start("first.log")) {
      Visitor visitor = new Visitor(first.address());
      String begun = send(visitor, "script: paced 400 50");
      String silent = send(visitor, "script: silent");
      ReaderPage page = visitor.load(begun);
      try (EventReader stream = visitor.stream(begun, page.position())) {
        page.read(stream, "article[data-state=writing]");
        stopBetweenTransactions(first);
        try (ParleyProcess second = start("second.log")) {
          Visitor other = new Visitor(second.address());
          assertThat(other.answer(begun, 2).isOpen()).as("its lease still runs").isTrue();
          Answer end = other.end(begun, 2);
          assertThat(end.state()).isEqualTo("interrupted");
          assertThat(end.text()).isNotEmpty();
          TestApp.await(
              "the other is written by the second", () -> upstream.received().size() == 3);

          first.goOn();
          TestApp.await("the first one was told", () -> fencedOff("first.log"));
          // A write that was on its way when it was stopped may seem to have stood still.
          page.readOn(stream, "article[data-state=interrupted]");
          assertThat(other.answer(begun, 2)).isEqualTo(end);
          assertThat(page.document().select("#body-2").text()).isEqualTo(end.text().strip());

          assertThat(other.post(silent + "/cancellation", Map.of("message", "2"))).isPresent();
          assertThat(other.end(silent, 2)).isEqualTo(new Answer("stopped", ""));
        }
      }
    }
  }

  private static String send(Visitor visitor, String text) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", text, "model", "openai/scripted"))
        .orElseThrow();
  }

  /// Not while it holds the database's write lock: everybody would wait for that.
  private void stopBetweenTransactions(ParleyProcess parley) throws Exception {
    parley.pause();
    while (!canBeWritten()) {
      parley.goOn();
      parley.pause();
    }
  }

  private boolean canBeWritten() {
    String url = "jdbc:sqlite:" + data().resolve("parley.db");
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 0");
      statement.execute("begin immediate");
      statement.execute("rollback");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private boolean fencedOff(String log) {
    try {
      return Files.readString(directory.resolve(log)).contains("fenced off");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private ParleyProcess start(String log) throws Exception {
    return ParleyProcess.startShared(data(), upstream.url(), log);
  }

  private Path data() {
    return directory.resolve("data");
  }
}

package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.provider.Protocol;
import chat.parley.support.TestApp;
import chat.parley.user.CurrentUser;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two who add a connection of one name at the same moment, each through stores of their own over
/// one database file: one of them does, and the other is told that it is there.
class SameNameTest {
  private static final int ROUNDS = 20;

  private final Path directory = TestApp.temporaryDirectory();
  private final List<Database> both =
      List.of(Database.openShared(directory), Database.openShared(directory));
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void close() {
    threads.shutdownNow();
    both.forEach(Database::close);
  }

  private ConnectionEditor editor(Database database) {
    Clock clock = Clock.systemUTC();
    return new ConnectionEditor(
        database,
        new Connections(database, new Secrets(directory, Optional.empty()), Optional.empty()),
        new AuditLog(database, clock),
        clock);
  }

  @Test
  void a_connection_has_one_name() throws Exception {
    List<ConnectionEditor> editors = both.stream().map(this::editor).toList();
    for (int round = 0; round < ROUNDS; round++) {
      String name = "ollama-" + round;
      CyclicBarrier together = new CyclicBarrier(2);
      List<Future<String>> results =
          editors.stream()
              .map(editor ->
                  threads.submit(() -> {
                    together.await();
                    try {
                      return editor.add(CurrentUser.LOCAL, draft(name));
                    } catch (Problem problem) {
                      return problem.place() + ": " + problem.message();
                    }
                  }))
              .toList();
      assertThat(List.of(results.getFirst().get(), results.getLast().get()))
          .containsExactlyInAnyOrder(
              name, "name-error: There is a connection of this name already.");
    }
  }

  private static ConnectionDraft draft(String name) {
    return new ConnectionDraft(
        new Connection(
            name,
            Protocol.OPENAI,
            "http://127.0.0.1:11434/v1",
            null,
            true,
            Audience.EVERYONE,
            0,
            null,
            List.of(),
            Reach.ANYWHERE,
            Map.of()),
        "");
  }
}

package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.generation.FairScheduler.RunningAnswer;
import chat.parley.generation.FairScheduler.WaitingAnswer;
import chat.parley.support.Seeds;
import chat.parley.usage.ConcurrencyLimits;
import chat.parley.usage.FixedConcurrency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is found to be next by index is who would be next if everybody was looked at.
class QueueFairnessTest {
  @TempDir private Path directory;
  private Books books;

  @BeforeEach
  void open() {
    books = new Books(directory);
  }

  @AfterEach
  void close() {
    books.close();
  }

  private record Row(
      long id, String account, String provider, String chat, boolean runs, boolean there) {}

  @Test
  void those_that_are_found_are_those_that_the_scheduler_admits_of_all() {
    Seeds.of(150)
        .forEach(seed -> {
          Random random = new Random(seed);
          List<Row> rows = new ArrayList<>();
          Set<String> written = new HashSet<>();
          for (int id = 1; id <= random.nextInt(40); id++) {
            int account = random.nextInt(4);
            int chat = random.nextInt(5);
            String name = account + "-" + chat;
            boolean runs = random.nextInt(5) == 0 && written.add(name);
            rows.add(
                new Row(id, "a" + account, "p" + random.nextInt(3), name, runs, chat > 0 || runs));
          }
          books.database.write(handle -> store(handle, rows));
          ConcurrencyLimits limits =
              ConcurrencyLimits.of(
                  new FixedConcurrency(
                      1 + random.nextInt(12), random.nextInt(4), random.nextInt(5)));
          List<WaitingAnswer> found = books.database.read(handle -> Queue.next(handle, limits));
          assertThat(found)
              .as("seed %d: %s of %s", seed, limits, rows)
              .isEqualTo(all(rows, limits));
        });
  }

  private static List<WaitingAnswer> all(List<Row> rows, ConcurrencyLimits limits) {
    List<RunningAnswer> running =
        rows.stream()
            .filter(Row::runs)
            .map(row -> new RunningAnswer(row.account(), row.provider()))
            .toList();
    Set<String> taken = new HashSet<>();
    rows.stream().filter(Row::runs).map(Row::chat).forEach(taken::add);
    List<WaitingAnswer> ready =
        rows.stream()
            .filter(row -> !row.runs() && row.there() && taken.add(row.chat()))
            .map(row -> new WaitingAnswer(row.id(), row.account(), row.provider()))
            .toList();
    return new FairScheduler(limits, running).admit(ready);
  }

  private static int store(Handle handle, List<Row> rows) {
    handle.execute("delete from conversation");
    for (int account = 0; account < 4; account++) {
      handle.execute(
          "insert or ignore into account (id, name, created_at) values (?, 'A', 0)", "a" + account);
    }
    for (Row row : rows) {
      handle.execute(
          """
          insert or ignore into conversation (id, account_id, title, provider, model, revision,
            last_number, created_at, updated_at, deleted_at)
          values (?, ?, '', '', '', 1, 1, 0, 0, ?)
          """,
          row.chat(),
          row.account(),
          row.there() ? null : Integer.valueOf(1));
      handle.execute(
          """
          insert into message (conversation_id, number, parent, role, text, revision, created_at)
          values (?, ?, null, 'assistant', '', 1, 0)
          """,
          row.chat(),
          row.id());
      handle.execute(
          """
          insert into generation (id, conversation_id, message, account_id, provider, model, state,
            worker, epoch, queued_at)
          values (?, ?, ?, ?, ?, 'm', ?, ?, 1, ?)
          """,
          row.id(),
          row.chat(),
          row.id(),
          row.account(),
          row.provider(),
          row.runs() ? "running" : "queued",
          row.runs() ? "w" : null,
          row.id() / 3);
    }
    return rows.size();
  }
}

package chat.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WriterTest {
  @TempDir private Path directory;
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(directory);
    database.write(handle -> handle.execute("create table note (text text not null)"));
  }

  @AfterEach
  public void close() {
    database.close();
  }

  @Test
  void what_waits_together_is_committed_together() throws Exception {
    List<FutureTask<Integer>> seen = together(note("one"), _ -> notes().size());
    assertThat(seen.get(0).get()).isEqualTo(1);
    assertThat(seen.get(1).get()).as("what others see before the group's end").isZero();
    assertThat(notes()).containsExactly("one");
  }

  @Test
  void one_that_fails_takes_nobody_with_it_and_leaves_nothing() throws Exception {
    List<FutureTask<Integer>> written =
        together(
            note("before"),
            handle -> {
              handle.execute("insert into note values ('half')");
              throw new IllegalStateException("scripted");
            },
            note("after"));
    assertThat(written.get(0).get()).isEqualTo(1);
    assertThatThrownBy(() -> written.get(1).get()).hasRootCauseMessage("scripted");
    assertThat(written.get(2).get()).isEqualTo(1);
    assertThat(notes()).containsExactlyInAnyOrder("before", "after");
  }

  @Test
  void an_error_of_the_machine_ends_its_task_and_not_the_thread() throws Exception {
    Function<Handle, Integer> broken =
        handle -> {
          handle.execute("insert into note values ('half')");
          throw new StackOverflowError("scripted");
        };
    assertThatThrownBy(() -> database.write(broken)).hasRootCauseMessage("scripted");
    List<FutureTask<Integer>> written = together(note("one"), broken, note("two"));
    assertThatThrownBy(() -> written.get(1).get()).hasRootCauseMessage("scripted");
    assertThat(written.get(0).get() + written.get(2).get()).isEqualTo(2);
    assertThat(notes()).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void readers_survive_errors_too() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() ->
              database.read(_ -> {
                throw new StackOverflowError("scripted");
              }))
          .hasRootCauseMessage("scripted");
    }
    assertThat(notes()).isEmpty();
  }

  @Test
  void it_goes_on_after_sqlite_has_rolled_back_by_itself() throws Exception {
    database.write(handle ->
        handle.execute(
            """
            create trigger full before insert on note when new.text = 'too much'
            begin select raise(rollback, 'scripted: disk full'); end
            """));
    assertThatThrownBy(() -> database.write(note("too much"))).hasMessageContaining("scripted");
    List<FutureTask<Integer>> written = together(note("one"), note("too much"), note("two"));
    assertThatThrownBy(() -> written.get(1).get()).hasMessageContaining("scripted");
    for (int other : new int[] {0, 2}) {
      boolean said = succeeded(written.get(other));
      assertThat(notes().contains(other == 0 ? "one" : "two")).isEqualTo(said);
    }
    assertThat(database.<Integer>write(note("afterwards"))).isEqualTo(1);
    assertThat(notes()).contains("afterwards").doesNotContain("too much");
  }

  @Test
  void it_goes_on_when_a_full_disk_has_room_again() {
    database.write(
        handle -> handle.createQuery("pragma max_page_count = 1").mapTo(Integer.class).one());
    String much = "x".repeat(100_000);
    assertThatThrownBy(() -> database.write(note(much))).hasMessageContaining("full");
    database.write(
        handle -> handle.createQuery("pragma max_page_count = 1000000").mapTo(Integer.class).one());
    assertThat(database.<Integer>append(note(much))).isEqualTo(1);
    assertThat(notes()).containsExactly(much);
  }

  @Test
  void what_is_written_is_synced_and_what_is_appended_need_not_be() {
    assertThat(database.<Integer>append(WriterTest::synchronous)).isEqualTo(1);
    assertThat(database.<Integer>write(WriterTest::synchronous)).isEqualTo(2);
  }

  @Test
  void what_was_appended_last_is_synced_though_nothing_follows_it() throws Exception {
    Path log = directory.resolve("parley.db-wal");
    database.append(note("one"));
    long before = Files.size(log);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (Files.size(log) == before && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(Files.size(log)).as("the log, with the commit that syncs").isGreaterThan(before);
  }

  @Test
  void whoever_writes_while_it_closes_gets_the_truth() throws Exception {
    List<Future<Integer>> written = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch begun = new CountDownLatch(20);
      for (int i = 0; i < 200; i++) {
        String text = "n" + i;
        written.add(
            threads.submit(() -> {
              begun.countDown();
              return database.append(note(text));
            }));
      }
      begun.await();
      database.close();
    }
    database = Database.open(directory);
    List<String> notes = notes();
    for (int i = 0; i < written.size(); i++) {
      assertThat(succeeded(written.get(i))).isEqualTo(notes.contains("n" + i));
    }
    assertThatThrownBy(
            () -> {
              database.close();
              database.write(note("late"));
            })
        .hasMessageContaining("closed");
    assertThatThrownBy(this::notes).hasMessageContaining("closed");
  }

  /// Lets them wait together while another one holds the writer.
  @SafeVarargs
  private List<FutureTask<Integer>> together(Function<Handle, Integer>... tasks)
      throws InterruptedException {
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() ->
            database.append(_ -> {
              holding.countDown();
              return waited(release);
            }));
    holding.await();
    List<FutureTask<Integer>> outcomes = new ArrayList<>();
    for (Function<Handle, Integer> task : tasks) {
      FutureTask<Integer> outcome = new FutureTask<>(() -> database.append(task));
      Thread caller = Thread.ofPlatform().start(outcome);
      while (caller.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      outcomes.add(outcome);
    }
    release.countDown();
    return outcomes;
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean succeeded(Future<Integer> outcome) throws InterruptedException {
    try {
      return outcome.get() == 1;
    } catch (java.util.concurrent.ExecutionException e) {
      return false;
    }
  }

  private static Function<Handle, Integer> note(String text) {
    return handle -> handle.execute("insert into note values (?)", text);
  }

  private List<String> notes() {
    return database.read(
        handle -> handle.createQuery("select text from note").mapTo(String.class).list());
  }

  private static int synchronous(Handle handle) {
    return handle.createQuery("pragma synchronous").mapTo(Integer.class).one();
  }
}

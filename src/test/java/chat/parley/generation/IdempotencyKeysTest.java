package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.conversation.Conversations;
import chat.parley.database.Database;
import chat.parley.generation.Submissions.Submitted;
import chat.parley.live.Channels;
import chat.parley.markdown.Markdown;
import chat.parley.provider.Model;
import chat.parley.usage.Admission;
import chat.parley.usage.ConcurrencyLimits;
import chat.parley.usage.FixedConcurrency;
import chat.parley.usage.UsageRecorder;
import chat.parley.user.AccountId;
import chat.parley.user.Ids;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same message from one form, to two processes over one file.
class IdempotencyKeysTest {
  private static final Model MODEL = new Model("p", "m", null);
  private static final Admission ADMITTED = _ -> {};
  private static final int ROUNDS = 20;

  @TempDir private Path directory;
  private OneProcess one;
  private OneProcess other;

  @BeforeEach
  void open() {
    one = new OneProcess(directory);
    other = new OneProcess(directory);
  }

  @AfterEach
  public void close() {
    one.close();
    other.close();
  }

  /// What one process has.
  private static final class OneProcess implements AutoCloseable {
    final Database database;
    final ChatWriter chats;
    final Conversations conversations;
    final Submissions submissions;

    OneProcess(Path directory) {
      Clock clock = Clock.systemUTC();
      database = Database.openShared(directory);
      conversations = new Conversations(database, Ids::next, clock);
      Generations generations =
          new Generations(database, new UsageRecorder((_, _) -> Optional.empty(), clock), clock);
      chats = new ChatWriter(generations, clock);
      Channels channels = new Channels(new Markdown());
      try (WorkerPool nobody =
          new WorkerPool(
              new Queue(
                  database, ConcurrencyLimits.of(new FixedConcurrency(1, 0, 0)), "nobody", clock),
              new Recovery(
                  database,
                  generations,
                  new Leases("nobody", Duration.ofDays(1), () -> 0L),
                  _ -> false),
              channels,
              QueueTimings.SHIPPED,
              _ -> {
                throw new AssertionError("Nobody claims");
              })) {
        submissions = new Submissions(database, conversations, chats, nobody, channels);
      }
    }

    Submitted begin(NewMessage message, Admission admission) {
      return submissions.begin(AccountId.LOCAL, message, MODEL, admission);
    }

    List<String> questions() {
      return database.read(handle ->
          handle
              .createQuery("select text from message where role = 'user' order by text")
              .mapTo(String.class)
              .list());
    }

    @Override
    public void close() {
      database.close();
    }
  }

  private static NewMessage message(String text) {
    return new NewMessage(text, null, "key");
  }

  @Test
  void what_another_process_stores_between_the_look_and_the_message_is_found() {
    NewMessage message = message("Once");
    AtomicBoolean first = new AtomicBoolean(true);
    Submitted sent =
        one.begin(
            message,
            handle -> {
              if (first.getAndSet(false)) {
                // As a database shows it that lets two write at the same time.
                one.chats.append(
                    handle,
                    AccountId.LOCAL,
                    one.conversations.begin(handle, AccountId.LOCAL, "Once", "p", "m"),
                    null,
                    message,
                    MODEL);
              }
            });
    assertThat(one.questions()).containsExactly("Once");
    assertThat(other.begin(message, ADMITTED)).isEqualTo(sent);
  }

  @Test
  void two_at_the_same_moment_are_one_message() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        NewMessage message = message("Round " + round);
        Future<Submitted> mine = threads.submit(() -> one.begin(message, ADMITTED));
        Future<Submitted> theirs = threads.submit(() -> other.begin(message, ADMITTED));
        assertThat(mine.get()).isEqualTo(theirs.get());
      }
    }
    assertThat(one.questions())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, ROUNDS).mapToObj(round -> "Round " + round).toList());
  }

  @Test
  void another_text_from_the_same_form_is_another_message() {
    Submitted sent = one.begin(message("This"), ADMITTED);
    assertThat(one.begin(message("That"), ADMITTED)).isNotEqualTo(sent);
    assertThat(one.begin(message("This"), ADMITTED)).isEqualTo(sent);
  }

  @Test
  void what_began_a_chat_that_was_deleted_begins_another_once() {
    Submitted sent = one.begin(message("Again"), ADMITTED);
    one.conversations.of(AccountId.LOCAL).delete(sent.conversation());
    Submitted again = one.begin(message("Again"), ADMITTED);
    assertThat(again.conversation()).isNotEqualTo(sent.conversation());
    assertThat(other.begin(message("Again"), ADMITTED)).isEqualTo(again);
  }

  @Test
  void a_key_from_before_the_hashes_is_found() {
    Submitted sent = one.begin(message("Old"), ADMITTED);
    one.database.write(handle -> handle.execute("update idempotency_key set sent_key = 'key  '"));
    assertThat(other.begin(message("Old"), ADMITTED)).isEqualTo(sent);
  }
}

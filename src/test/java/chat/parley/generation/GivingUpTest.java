package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.audit.AuditLog;
import chat.parley.conversation.ConversationId;
import chat.parley.data.IntegrityCheck;
import chat.parley.egress.Egress;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Generation.Progress;
import chat.parley.live.Channels;
import chat.parley.markdown.Markdown;
import chat.parley.model.ModelConfig;
import chat.parley.model.ModelModule;
import chat.parley.model.Secrets;
import chat.parley.provider.Fault;
import chat.parley.provider.RetryPolicy;
import chat.parley.provider.Timeouts;
import chat.parley.support.DataFile;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import chat.parley.usage.FixedConcurrency;
import chat.parley.usage.Limits;
import chat.parley.usage.StorageLimits;
import chat.parley.usage.UsageConfig;
import chat.parley.usage.UsageModule;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A database that cannot be written for longer than a worker waits for it.
@Timeout(120)
class GivingUpTest {
  @TempDir private Path directory;
  private final ScriptedProvider model = new ScriptedProvider("p", false);
  private Books books;

  @BeforeEach
  void open() {
    books = new Books(directory);
  }

  @AfterEach
  public void close() {
    books.close();
  }

  @Test
  void the_model_is_left_and_what_there_is_becomes_the_end_with_the_reason() throws Exception {
    Clock clock = Clock.systemUTC();
    AuditLog audit = new AuditLog(books.database, clock);
    ModelConfig config =
        new ModelConfig(
            List.of(model),
            Optional.empty(),
            Timeouts.DEFAULT,
            Egress.DIRECT,
            _ -> false,
            List.of());
    try (Publisher publisher =
            new Publisher(books.answers, new Channels(new Markdown()), Duration.ZERO);
        ModelModule models =
            new ModelModule(
                books.database, new Secrets(directory, Optional.empty()), audit, config, clock)) {
      UsageModule usage =
          new UsageModule(
              books.database,
              audit,
              models.connections(),
              new UsageConfig(Limits.UNSAID, new FixedConcurrency(1, 0, 0), StorageLimits.ANY),
              clock);
      ConversationId chat = books.ask("Question");
      ModelCalls calls = new ModelCalls(models, new RetryPolicy(() -> 0.5), 8192, _ -> "");
      Thread worker =
          Thread.ofVirtual()
              .start(new Worker(books.claim(), books.answers, publisher, calls, usage.quota()));
      Asked asked = model.asked().say("Shown. ");
      TestApp.await("the first text is stored", () -> books.text(chat).equals("Shown. "));
      try (Connection _ = new DataFile(directory).hold()) {
        asked.say("Never shown, ");
        TestApp.await(
            "the worker leaves the model",
            () -> {
              asked.say("never lost. ");
              return asked.isOver();
            });
        assertThat(books.text(chat)).isEqualTo("Shown. ");
      }
      worker.join();
      assertThat(books.text(chat)).startsWith("Shown. Never shown, ");
      assertThat(books.state(chat))
          .isInstanceOfSatisfying(
              Progress.Ended.class,
              ended ->
                  assertThat(ended.outcome())
                      .isInstanceOfSatisfying(
                          Outcome.Failed.class,
                          failed -> {
                            assertThat(failed.fault().kind()).isEqualTo(Fault.Kind.NOT_STORED);
                            assertThat(failed.fault().detail()).contains("locked");
                          }));
      assertThat(books.database.read(IntegrityCheck::broken)).isEmpty();
    }
  }
}

package chat.parley.generation;

import chat.parley.conversation.Conversations;
import chat.parley.data.Deletion;
import chat.parley.database.Database;
import chat.parley.live.Channels;
import chat.parley.model.ModelCatalogue;
import chat.parley.model.ModelFallbacks;
import chat.parley.provider.RetryPolicy;
import chat.parley.usage.AnswerPermission;
import chat.parley.usage.Concurrency;
import chat.parley.usage.UsageRecorder;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// The parts of this package that work together, built in the order in which they need each other.
public final class Office implements AutoCloseable {
  private final Conversations conversations;
  private final Channels channels;
  private final Transcript transcript;
  private final Publisher publisher;
  private final WorkerPool workers;
  private final Submissions submissions;
  private final Deletion erasure;
  private final Optional<TitleGenerator> titles;

  /// Recovers what a dead process left behind, and begins to take work.
  ///
  /// @param setting what can be configured
  public Office(
      Database database,
      Conversations conversations,
      Channels feeds,
      ModelCatalogue providers,
      Setting setting) {
    this.conversations = conversations;
    this.channels = feeds;
    this.transcript = new Transcript(database);
    Generations generations = new Generations(database, setting.ledger(), setting.clock());
    Queue queue = new Queue(database, setting.clock());
    AnswerStore answers = new AnswerStore(database, generations, setting.clock());
    this.publisher = new Publisher(answers, feeds);
    Desk desk =
        new Desk(
            database,
            queue,
            answers,
            feeds,
            publisher,
            providers,
            setting.retries(),
            setting.contextWindow(),
            setting.fallbacks(),
            setting.systemPrompts(),
            setting.entitlement());
    Recovery recovery =
        new Recovery(
            database,
            generations,
            new Leases(
                setting.name(),
                database.exclusive() ? Duration.ZERO : setting.timings().lease(),
                System::nanoTime),
            name -> providers.named(name).filter(p -> p.continuesPrefix()).isPresent());
    this.workers =
        new WorkerPool(desk, recovery, setting.limits(), setting.name(), setting.timings());
    this.submissions =
        new Submissions(database, conversations, generations, workers, feeds, setting.clock());
    this.titles =
        setting.titles().model() instanceof TitleModel.NoModel
            ? Optional.empty()
            : Optional.of(
                new TitleGenerator(
                    new TitleQueue(database, setting.clock()),
                    feeds,
                    providers,
                    setting.titles(),
                    setting.limits()));
    this.erasure = new Deletion(database, generations, workers, feeds);
  }

  /// What can be configured.
  ///
  /// @param name of this process, different at each start
  /// @param contextWindow tokens assumed of a model whose server does not say
  /// @param systemPrompts what an account wants to stand in front of its chats; empty for nothing
  /// @param titles who makes the titles of chats
  public record Setting(
      String name,
      QueueTimings timings,
      Concurrency limits,
      int contextWindow,
      Function<AccountId, String> systemPrompts,
      TitleGenerator.By titles,
      RetryPolicy retries,
      ModelFallbacks fallbacks,
      UsageRecorder ledger,
      AnswerPermission entitlement,
      Clock clock) {}

  public Conversations conversations() {
    return conversations;
  }

  public Channels channels() {
    return channels;
  }

  /// What is read of chats.
  public Transcript transcript() {
    return transcript;
  }

  public Submissions submissions() {
    return submissions;
  }

  public Deletion erasure() {
    return erasure;
  }

  /// How many answers are being written.
  public int writing() {
    return workers.writing();
  }

  /// Begins no more answers and waits for the end of those that are being written.
  ///
  /// @param longest how long
  public void drain(Duration longest) {
    titles.ifPresent(TitleGenerator::close);
    workers.drain(longest);
  }

  /// Ends the wait of {@link #drain}.
  public void hurry() {
    workers.hurry();
  }

  @Override
  public void close() {
    titles.ifPresent(TitleGenerator::close);
    workers.close();
    publisher.close();
  }
}

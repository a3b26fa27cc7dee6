package chat.parley.generation;

import chat.parley.conversation.Conversations;
import chat.parley.database.Database;
import chat.parley.live.Channels;
import chat.parley.model.ModelModule;
import chat.parley.provider.Provider;
import chat.parley.usage.UsageModule;
import chat.parley.user.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// The parts of this room, built in the order in which they need each other.
public final class GenerationModule implements AutoCloseable {
  private final Conversations conversations;
  private final Channels channels;
  private final Transcript transcript;
  private final Generations generations;
  private final Publisher publisher;
  private final WorkerPool workers;
  private final Submissions submissions;
  private final Optional<TitleGenerator> titles;

  /// Recovers what a dead process left behind, and begins to take work.
  ///
  /// @param conversations their database and clock are those of answers too: both are written in
  ///   one transaction
  public GenerationModule(
      Conversations conversations,
      Channels channels,
      ModelModule models,
      UsageModule usage,
      GenerationConfig config) {
    this.conversations = conversations;
    this.channels = channels;
    Database database = conversations.database();
    Clock clock = conversations.clock();
    String process = Ids.next();
    this.transcript = new Transcript(database);
    this.generations = new Generations(database, usage.recorder(), clock);
    AnswerStore answers = new AnswerStore(database, generations, clock);
    this.publisher = new Publisher(answers, channels);
    ModelCalls calls =
        new ModelCalls(models, config.retries(), config.contextWindow(), config.systemPrompts());
    Recovery recovery =
        new Recovery(
            database,
            generations,
            new Leases(
                process,
                database.exclusive() ? Duration.ZERO : config.timings().lease(),
                System::nanoTime),
            name -> models.catalogue().named(name).filter(Provider::continuesPrefix).isPresent());
    this.workers =
        new WorkerPool(
            new Queue(database, usage.concurrency(), process, clock),
            recovery,
            channels,
            config.timings(),
            claim -> new Worker(claim, answers, publisher, calls, usage.quota()));
    this.submissions =
        new Submissions(
            database, conversations, new ChatWriter(generations, clock), workers, channels);
    this.titles =
        config.titles() instanceof TitleModel.NoModel
            ? Optional.empty()
            : Optional.of(
                new TitleGenerator(
                    new TitleQueue(database, usage.concurrency(), clock),
                    channels,
                    models,
                    config.titles(),
                    config.timings().titles()));
  }

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

  public Generations generations() {
    return generations;
  }

  public WorkerPool workers() {
    return workers;
  }

  /// Begins no more answers and waits for the end of those that are being written.
  ///
  /// @param longest how long
  public void drain(Duration longest) {
    titles.ifPresent(TitleGenerator::close);
    workers.drain(longest);
  }

  @Override
  public void close() {
    titles.ifPresent(TitleGenerator::close);
    workers.close();
    publisher.close();
  }
}

package chat.parley;

import chat.parley.account.AccountModule;
import chat.parley.audit.AuditLog;
import chat.parley.conversation.Conversations;
import chat.parley.database.Database;
import chat.parley.generation.GenerationModule;
import chat.parley.live.Channels;
import chat.parley.markdown.Markdown;
import chat.parley.model.ModelModule;
import chat.parley.model.Secrets;
import chat.parley.pool.CpuPool;
import chat.parley.provider.Provider;
import chat.parley.settings.SettingsModule;
import chat.parley.usage.UsageModule;
import chat.parley.user.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/// All that goes on without a page: what is stored, and who writes answers.
final class Rooms implements AutoCloseable {
  /// How long a page waits until its long answers are formatted; then they are shown as text.
  private static final Duration RENDERING_PATIENCE = Duration.ofSeconds(10);

  private final Closeables parts = new Closeables();
  final Database database;
  final AuditLog audit;
  final AccountModule accounts;
  final ModelModule models;
  final SettingsModule settings;
  final UsageModule usage;
  final Markdown markdown;
  final Conversations conversations;
  final GenerationModule generation;

  /// @param fixed providers that no page changes
  /// @param own whether this Parley listens on a port
  Rooms(Config config, List<Provider> fixed, IntPredicate own, Clock clock) {
    try {
      database =
          parts.add(
              config.sharedData()
                  ? Database.openShared(config.data())
                  : Database.open(config.data()));
      audit = new AuditLog(database, clock);
      Secrets secrets = new Secrets(config.data(), Optional.ofNullable(config.secretKey()));
      accounts =
          parts.add(
              new AccountModule(database, audit, new SealedSafe(secrets), config.signIn(), clock));
      models =
          parts.add(new ModelModule(database, secrets, audit, config.models(fixed, own), clock));
      settings = new SettingsModule(database, accounts, models, clock);
      usage = new UsageModule(database, audit, models.connections(), config.usage(), clock);
      markdown =
          Markdown.in(
              parts.add(new CpuPool("rendering", CpuPool.fewerThanCores(), RENDERING_PATIENCE)));
      conversations = new Conversations(database, Ids::next, clock, config.titles()::gives);
      generation =
          parts.add(
              new GenerationModule(
                  conversations,
                  new Channels(markdown),
                  models,
                  usage,
                  config.generation(settings::systemPrompt)));
      accounts.onDisable(generation.submissions()::stopAll);
      parts.add(new Scheduler(chores()));
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private List<Runnable> chores() {
    return Stream.concat(
            accounts.chores().stream(), Stream.<Runnable>of(conversations::purge, audit::purge))
        .toList();
  }

  @Override
  public void close() {
    parts.close();
  }
}

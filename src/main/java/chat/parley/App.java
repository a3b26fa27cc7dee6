package chat.parley;

import chat.parley.account.AccountModule;
import chat.parley.account.AccountSettings;
import chat.parley.account.SignInCookies;
import chat.parley.audit.AuditController;
import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditRoutes;
import chat.parley.chat.ChatModule;
import chat.parley.chat.ChatPages;
import chat.parley.chat.Composers;
import chat.parley.chat.Fragments;
import chat.parley.chat.MessageRenderer;
import chat.parley.chat.Sidebar;
import chat.parley.chat.StreamLimits;
import chat.parley.conversation.Conversations;
import chat.parley.data.DataRoutes;
import chat.parley.data.Deletion;
import chat.parley.data.DeletionController;
import chat.parley.data.Export;
import chat.parley.data.ExportReader;
import chat.parley.database.Database;
import chat.parley.database.Ids;
import chat.parley.docs.DocsController;
import chat.parley.docs.DocsRoutes;
import chat.parley.generation.GenerationModule;
import chat.parley.http.ForwardedHeaders;
import chat.parley.http.Origins;
import chat.parley.http.Route;
import chat.parley.http.Router;
import chat.parley.http.Server;
import chat.parley.http.StaticFiles;
import chat.parley.http.StatusRoutes;
import chat.parley.live.Channels;
import chat.parley.markdown.Markdown;
import chat.parley.markdown.SourceNormaliser;
import chat.parley.model.ModelMenu;
import chat.parley.model.ModelModule;
import chat.parley.model.Secrets;
import chat.parley.page.DateFormats;
import chat.parley.page.Layout;
import chat.parley.page.ProblemPages;
import chat.parley.pool.CpuPool;
import chat.parley.provider.Provider;
import chat.parley.settings.ChatPreferences;
import chat.parley.settings.Preferences;
import chat.parley.settings.SettingsController;
import chat.parley.settings.SettingsRoutes;
import chat.parley.usage.MessageRateLimit;
import chat.parley.usage.UsageModule;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The running program. Builds every object once, in the order in which they need each other;
/// closes in reverse.
public final class App implements AutoCloseable {
  /// How long a page waits until its long answers are formatted; then they are shown as text.
  private static final Duration RENDERING_PATIENCE = Duration.ofSeconds(10);

  private final Closeables parts = new Closeables();
  private final Router router = new Router();
  private volatile @Nullable Server server;
  private final AccountModule accounts;
  private final GenerationModule generation;
  private final ChatModule chats;
  private final StatusRoutes status;
  private final Optional<LocalMode> localMode;

  private App(Config config, List<Provider> fixed, Clock clock) {
    try {
      Database database =
          parts.add(
              config.sharedData()
                  ? Database.openShared(config.data())
                  : Database.open(config.data()));
      AuditLog audit = new AuditLog(database, clock);
      Secrets secrets = new Secrets(config.data(), Optional.ofNullable(config.secretKey()));
      AccountSettings settings = new AccountSettings(database);
      this.accounts =
          parts.add(
              new AccountModule(database, audit, new SealedSafe(secrets), config.signIn(), clock));
      ModelModule models =
          parts.add(
              new ModelModule(database, secrets, audit, config.models(fixed, this::isOwn), clock));
      Preferences preferences = new Preferences(database, settings, models.chosen());
      UsageModule usage =
          new UsageModule(database, audit, models.connections(), config.usage(), clock);
      Markdown markdown =
          Markdown.in(
              parts.add(new CpuPool("rendering", CpuPool.fewerThanCores(), RENDERING_PATIENCE)));
      Channels channels = new Channels(markdown);
      Conversations conversations =
          new Conversations(database, Ids::next, clock, config.titles()::gives);
      this.generation =
          parts.add(
              new GenerationModule(
                  conversations,
                  channels,
                  models,
                  usage,
                  config.generation(preferences::systemPrompt)));
      accounts.onDisable(generation.submissions()::stopAll);
      parts.add(
          new Scheduler(
              Stream.concat(
                      accounts.chores().stream(),
                      Stream.<Runnable>of(conversations::purge, audit::purge))
                  .toList()));
      this.localMode =
          accounts.required() ? Optional.empty() : Optional.of(parts.add(LocalMode.of(config)));

      StaticFiles files = new StaticFiles();
      Sidebar sidebar = new Sidebar(conversations, clock);
      Layout layout = new Layout(files, account -> sidebar.of(account, null), models::isConnected);
      ModelMenu menu = models.menu();
      Origins origins =
          new Origins(
              Optional.ofNullable(config.publicUrl()),
              new ForwardedHeaders(config.trustedProxies()));
      ChatModule chat =
          new ChatModule(
              generation,
              new ChatPages(
                  layout,
                  sidebar,
                  new Composers(menu, usage.quota(), Ids::next),
                  new Fragments(new MessageRenderer(markdown, channels), files),
                  models.offers()),
              new MessageRateLimit(usage.quota()),
              new StreamLimits(config.bounds(), config.timings().streams()),
              this::isOpen);
      this.chats = chat;
      accounts.sessions().onEnd(chat::expire);
      localMode.ifPresent(local -> parts.add(local.watch(chat::expire)));
      SignInCookies cookies = new SignInCookies(origins);
      SettingsController own =
          new SettingsController(
              accounts::own,
              new ChatPreferences(preferences, menu, SourceNormaliser::normalise),
              layout,
              new DateFormats(clock));
      UnaryOperator<Route.Endpoint> confirmed = accounts.confirmed(layout, origins);
      this.status = new StatusRoutes(files, usage.storage()::trouble);
      router
          .add(status)
          .add(chat.routes())
          .add(new SettingsRoutes(own))
          .add(
              new DataRoutes(
                  new Export(new ExportReader(database), settings, clock),
                  new DeletionController(
                      new Deletion(
                          database, generation.generations(), generation.workers(), channels),
                      settings,
                      accounts,
                      cookies,
                      own),
                  confirmed))
          .add(models.routes(layout))
          .add(usage.routes(accounts, layout))
          .add(new DocsRoutes(new DocsController(layout, markdown)))
          .add(accounts.routes(layout, origins, own::refused));
      if (accounts.required()) {
        router.add(new AuditRoutes(new AuditController(audit, layout, new DateFormats(clock))));
      }
      localMode.ifPresent(local -> router.add(local.routes(files, origins)));
      Server serving =
          parts.add(
              new Server(
                  config.serving(),
                  router,
                  localMode
                      .map(local -> local.authenticator(files, origins))
                      .orElseGet(() -> accounts.authenticator(origins)),
                  new ProblemPages(files)));
      this.server = serving;
      parts.add(chat);
      localMode.ifPresent(local -> local.moveIn(serving.port()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Whether a session goes on, or the link by which somebody came in is still the secret.
  private boolean isOpen(String session) {
    return localMode
        .map(local -> local.isOpen(session))
        .orElseGet(() -> accounts.sessions().isOpen(session));
  }

  /// Starts with the providers that the configuration names, and with Guide.
  public static App start(Config config) {
    FixedProviders fixed = new FixedProviders(config, Clock.systemUTC());
    App app = start(config, fixed.all(), Clock.system(ZoneId.systemDefault()));
    app.parts.addLast(fixed);
    return app;
  }

  /// Starts with these providers: tests bring their own.
  public static App start(Config config, List<Provider> providers, Clock clock) {
    return new App(config, providers, clock);
  }

  /// The port that it listens on.
  public int port() {
    return Objects.requireNonNull(server).port();
  }

  /// The site map.
  public List<Route> routes() {
    return router.all();
  }

  /// How many streams are open.
  public int streams() {
    return chats.streams();
  }

  /// With what the owner's account is made, where there is none yet and people sign in.
  public Optional<String> setUpCode() {
    return accounts.setUpCode();
  }

  /// Where the secret link of local mode leads, where somebody will need it for sure.
  public Optional<String> secretLink() {
    return localMode.flatMap(LocalMode::path);
  }

  /// How many answers are being written.
  public int writing() {
    return generation.workers().writing();
  }

  /// Begins no more answers and waits until those that are being written have come to their end.
  /// Pages and streams are served on; messages are taken, and answered by the next process.
  ///
  /// @param longest what is not finished then is left to the next process
  public void drain(Duration longest) {
    status.stopping();
    generation.drain(longest);
  }

  /// Ends the wait of {@link #drain}.
  public void hurry() {
    generation.workers().hurry();
  }

  /// Whether this Parley listens on a port; before it does, on none.
  private boolean isOwn(int port) {
    Server serving = server;
    return serving != null && serving.port() == port;
  }

  @Override
  public void close() {
    parts.close();
  }
}

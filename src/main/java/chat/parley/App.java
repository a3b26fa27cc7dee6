package chat.parley;

import chat.parley.account.Accounts;
import chat.parley.account.Challenges;
import chat.parley.account.ExternalIdentities;
import chat.parley.account.OneTimeLinks;
import chat.parley.account.Passkeys;
import chat.parley.account.PasswordResets;
import chat.parley.account.Passwords;
import chat.parley.account.SecondFactorRule;
import chat.parley.account.SecondFactors;
import chat.parley.account.SecondSteps;
import chat.parley.account.Sessions;
import chat.parley.account.SetUpCode;
import chat.parley.account.SignIns;
import chat.parley.account.mail.Mailer;
import chat.parley.account.oidc.OpenId;
import chat.parley.account.oidc.Registration;
import chat.parley.account.oidc.Registrations;
import chat.parley.audit.AuditLog;
import chat.parley.conversation.Conversations;
import chat.parley.data.ExportReader;
import chat.parley.database.Database;
import chat.parley.docs.Docs;
import chat.parley.docs.DocsIndex;
import chat.parley.docs.Guide;
import chat.parley.generation.Office;
import chat.parley.generation.TitleGenerator;
import chat.parley.generation.TitleModel;
import chat.parley.generation.Transcript;
import chat.parley.live.Channels;
import chat.parley.markdown.Markdown;
import chat.parley.model.Connections;
import chat.parley.model.LocalServers;
import chat.parley.model.MenuChoices;
import chat.parley.model.ModelCatalogue;
import chat.parley.model.ProviderRegistry;
import chat.parley.model.Secrets;
import chat.parley.pool.CpuPool;
import chat.parley.provider.Connection;
import chat.parley.provider.EgressPolicy;
import chat.parley.provider.ModelServer;
import chat.parley.provider.Protocol;
import chat.parley.provider.Provider;
import chat.parley.provider.RetryPolicy;
import chat.parley.settings.Settings;
import chat.parley.usage.AnswerPermission;
import chat.parley.usage.ConcurrencyLimits;
import chat.parley.usage.LimitStore;
import chat.parley.usage.Limits;
import chat.parley.usage.Quota;
import chat.parley.usage.StorageQuota;
import chat.parley.usage.UsageRecorder;
import chat.parley.usage.UsageReport;
import chat.parley.user.AccountId;
import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The running program. Builds every object once, in the order in which they need each other;
/// closes in reverse.
public final class App implements AutoCloseable {
  /// How long a page waits until its long answers are formatted; then they are shown as text.
  private static final Duration RENDERING_PATIENCE = Duration.ofSeconds(10);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private volatile @Nullable SiteServer site;
  private final Office office;
  private final Optional<String> setUpCode;
  private final Optional<LocalMode> household;

  private App(Config config, List<Provider> providers, Clock clock) {
    try {
      House house = build(config, providers, clock);
      this.site = house.site();
      this.office = house.office();
      this.setUpCode = house.setUpCode();
      this.household = house.household();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private record House(
      SiteServer site, Office office, Optional<String> setUpCode, Optional<LocalMode> household) {}

  private House build(Config config, List<Provider> providers, Clock clock) {
    Database database =
        opened(
            config.sharedData()
                ? Database.openShared(config.data())
                : Database.open(config.data()));
    AuditLog audit = new AuditLog(database, clock);
    Passwords passwords = opened(new Passwords(config.hashing()));
    Accounts accounts = new Accounts(database, audit, passwords, App::id, clock);
    Sessions sessions = new Sessions(database, App::id, clock);
    OneTimeLinks links = new OneTimeLinks(database, accounts, audit, App::id, clock);
    Secrets secrets = new Secrets(config.data(), Optional.ofNullable(config.secretKey()));
    Passkeys passkeys = new Passkeys(database, audit, App::id, clock);
    SecondFactors factors =
        new SecondFactors(database, audit, new SealedSafe(secrets), passkeys, clock);
    SignIns signIns = new SignIns(accounts, sessions, factors, audit, clock);
    SetUpCode setUpCode = new SetUpCode();
    CpuPool rendering =
        opened(new CpuPool("rendering", CpuPool.fewerThanCores(), RENDERING_PATIENCE));
    Markdown markdown = Markdown.in(rendering);
    // Guide answers with our docs, and makes nothing of its own.
    Predicate<String> canTitle = provider -> !provider.equals(Provider.BUILT_IN);
    Settings settings = new Settings(database);
    Conversations conversations =
        new Conversations(
            database,
            App::id,
            clock,
            config.titles() instanceof TitleModel.NoModel ? _ -> false : canTitle);
    Channels feeds = new Channels(markdown);
    Connections connections =
        new Connections(database, secrets, audit, Optional.ofNullable(config.model()), clock);
    LimitStore allowances =
        new LimitStore(
            database,
            audit,
            new Limits(
                config.messagesPerMinute(),
                config.limits().perAccount(),
                null,
                null,
                config.storage().perAccount()));
    StorageQuota room = new StorageQuota(database, allowances, config.storage());
    Quota quota = new Quota(database, allowances, room, clock);
    ModelCatalogue connected =
        opened(
            new ModelCatalogue(
                new MenuChoices(connections),
                clock,
                Thread.ofVirtual().name("models-", 0).factory()));
    ProviderRegistry switchboard =
        opened(
            new ProviderRegistry(
                connections,
                connected,
                always(providers),
                new ProviderRegistry.Calling(config.timeouts(), config.egress(), this::isOwn),
                clock));
    LocalServers neighbours =
        opened(
            new LocalServers(
                config.neighbours(),
                this::isOwn,
                clock,
                Thread.ofVirtual().name("neighbours-", 0).factory()));
    Office office =
        opened(
            new Office(
                database,
                conversations,
                feeds,
                connected,
                new Office.Setting(
                    id(),
                    config.timings().queue(),
                    new ConcurrencyLimits(config.limits(), connections, allowances),
                    config.contextWindow(),
                    settings::systemPrompt,
                    new TitleGenerator.By(
                        config.titles(),
                        canTitle,
                        (account, provider) ->
                            !account.equals(AccountId.LOCAL) || connections.isOwners(provider),
                        config.timings().queue().titles()),
                    new RetryPolicy(
                        () -> ThreadLocalRandom.current().nextDouble(),
                        config.timeouts().firstToken()),
                    new MenuChoices.Fallbacks(connections, connected, accounts),
                    new UsageRecorder(
                        (provider, model, prompt, completion) ->
                            connections
                                .price(provider, model)
                                .map(price -> price.of(prompt, completion))
                                .orElse(0.0),
                        clock),
                    new AnswerPermission(quota, room),
                    clock)));
    opened(
        new Scheduler(
            conversations::purge, sessions::purge, links::purge, audit::purge, factors::purge));
    Optional<LocalMode> household =
        config.auth().isLocal() ? Optional.of(opened(LocalMode.of(config))) : Optional.empty();
    SiteServer site =
        opened(
            new SiteServer(
                new SiteServer.Matter(
                    new Transcript(database),
                    conversations,
                    settings,
                    connected,
                    new SiteServer.Models(connections, switchboard, neighbours),
                    feeds,
                    markdown,
                    office.submissions(),
                    new ExportReader(database),
                    office.erasure(),
                    new SiteServer.Usage(allowances, quota, room, new UsageReport(database), audit),
                    config.auth().isLocal()
                        ? Optional.empty()
                        : Optional.of(
                            new SiteServer.People(
                                accounts,
                                sessions,
                                signIns,
                                links,
                                new ExternalIdentities(database, accounts, links, audit, clock),
                                opened(
                                    new OpenId(
                                        openId(config),
                                        config.egress(),
                                        config.timings().openIdCall(),
                                        clock)),
                                new PasswordResets(database, links),
                                Optional.ofNullable(config.mail())
                                    .map(server ->
                                        new Mailer(server, config.egress().trust(), clock)),
                                setUpCode,
                                new SiteServer.Factors(
                                    factors,
                                    new SecondSteps(factors, signIns, audit),
                                    passkeys,
                                    new Challenges(database, clock),
                                    new SecondFactorRule(database, factors, audit))))),
                new SiteServer.Serving(
                    new SiteServer.Address(
                        config.host(),
                        config.port(),
                        Optional.ofNullable(config.publicUrl()),
                        Optional.ofNullable(config.tls()),
                        config.trustedProxies()),
                    config.bounds(),
                    config.timings().streams(),
                    config.timings().certificates(),
                    App::id,
                    clock,
                    household.map(LocalMode::inside))));
    household.ifPresent(one -> one.moveIn(site.port()));
    return new House(
        site,
        office,
        config.auth().isLocal() || accounts.isSetUp()
            ? Optional.empty()
            : Optional.of(setUpCode.text()),
        household);
  }

  private static List<Registration> openId(Config config) {
    Registrations found = config.openId();
    return found == null ? List.of() : found.all();
  }

  /// Starts with the providers that the configuration names; with Guide, if it names none.
  public static App start(Config config) {
    List<Provider> providers = new ArrayList<>();
    List<AutoCloseable> theirs = new ArrayList<>();
    config
        .server()
        .ifPresent(url -> {
          ModelServer server =
              ModelServer.open(
                  new Connection(
                      "openai",
                      Protocol.OPENAI,
                      url,
                      Optional.ofNullable(config.key()),
                      EgressPolicy.anywhere().by(config.egress())),
                  config.timeouts(),
                  Clock.systemUTC());
          providers.add(server);
          theirs.add(server);
        });
    DocsIndex docs = new DocsIndex(() -> Docs.shipped().sections());
    theirs.add(docs);
    providers.add(new Guide(docs, Guide.PACE));
    App app = start(config, providers, Clock.system(ZoneId.systemDefault()));
    theirs.forEach(app.parts::addLast);
    return app;
  }

  /// Starts with these providers: tests bring their own.
  public static App start(Config config, List<Provider> providers, Clock clock) {
    return new App(config, providers, clock);
  }

  /// The port that it listens on.
  public int port() {
    return site().port();
  }

  public SiteServer site() {
    return Objects.requireNonNull(site);
  }

  /// With what the owner's account is made, where there is none yet and people sign in.
  public Optional<String> setUpCode() {
    return setUpCode;
  }

  /// Where the secret link of local mode leads, where somebody will need it for sure.
  public Optional<String> secretLink() {
    return household.flatMap(LocalMode::path);
  }

  /// How many answers are being written.
  public int writing() {
    return office.writing();
  }

  /// Begins no more answers and waits until those that are being written have come to their end.
  /// Pages and streams are served on; messages are taken, and answered by the next process.
  ///
  /// @param longest what is not finished then is left to the next process
  public void drain(Duration longest) {
    site().drain();
    office.drain(longest);
  }

  /// Ends the wait of {@link #drain}.
  public void hurry() {
    office.hurry();
  }

  /// Guide stays at the end of the menu, the servers of the environment at its beginning.
  private static ProviderRegistry.Always always(List<Provider> providers) {
    return new ProviderRegistry.Always(
        providers.stream().filter(one -> !(one instanceof Guide)).toList(),
        providers.stream().filter(one -> one instanceof Guide).toList());
  }

  /// Whether this Parley listens on a port; before it does, on none.
  private boolean isOwn(int port) {
    SiteServer serving = site;
    return serving != null && serving.port() == port;
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.addFirst(part);
    return part;
  }

  static String id() {
    return UuidCreator.getTimeOrderedEpoch().toString();
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        IllegalStateException first = new IllegalStateException("Parley did not stop cleanly", e);
        failure = failure == null ? first : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

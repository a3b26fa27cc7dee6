package chat.parley;

import chat.parley.account.Accounts;
import chat.parley.account.AuditLog;
import chat.parley.account.ForgottenPasswords;
import chat.parley.account.Identities;
import chat.parley.account.Links;
import chat.parley.account.Sessions;
import chat.parley.account.SetUpCode;
import chat.parley.account.SignIns;
import chat.parley.conversation.Conversations;
import chat.parley.database.Database;
import chat.parley.generation.Office;
import chat.parley.generation.Transcript;
import chat.parley.guide.Guide;
import chat.parley.live.Feeds;
import chat.parley.mail.Mailer;
import chat.parley.markdown.Markdown;
import chat.parley.openid.OpenId;
import chat.parley.openid.Registration;
import chat.parley.openid.Registrations;
import chat.parley.provider.OpenAiProvider;
import chat.parley.provider.Provider;
import chat.parley.provider.Providers;
import chat.parley.provider.RetryPolicy;
import chat.parley.search.Docs;
import chat.parley.search.SectionIndex;
import chat.parley.settings.Settings;
import chat.parley.web.Site;
import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The running program. Builds every object once, in the order in which they need each other;
/// closes in reverse.
public final class App implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Site site;
  private final Office office;
  private final Optional<String> setUpCode;

  private App(Config config, List<Provider> providers, Clock clock) {
    try {
      House house = build(config, providers, clock);
      this.site = house.site();
      this.office = house.office();
      this.setUpCode = house.setUpCode();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private record House(Site site, Office office, Optional<String> setUpCode) {}

  private House build(Config config, List<Provider> providers, Clock clock) {
    Database database =
        opened(
            config.sharedData()
                ? Database.openShared(config.data())
                : Database.open(config.data()));
    AuditLog audit = new AuditLog(database, clock);
    Accounts accounts = new Accounts(database, audit, App::id, clock);
    Sessions sessions = new Sessions(database, App::id, clock);
    Links links = new Links(database, accounts, audit, App::id, clock);
    SetUpCode setUpCode = new SetUpCode();
    Markdown markdown = new Markdown();
    Conversations conversations = new Conversations(database, App::id, clock);
    Feeds feeds = new Feeds(markdown);
    Providers connected =
        opened(
            new Providers(
                providers,
                Optional.ofNullable(config.model()),
                clock,
                Thread.ofVirtual().name("models-", 0).factory()));
    Office office =
        opened(
            new Office(
                database,
                conversations,
                feeds,
                connected,
                new Office.Setting(
                    id(),
                    config.limits(),
                    config.contextWindow(),
                    new RetryPolicy(() -> ThreadLocalRandom.current().nextDouble()),
                    clock)));
    opened(new Housekeeping(conversations::purge, sessions::purge, links::purge, audit::purge));
    Site site =
        opened(
            new Site(
                new Site.Matter(
                    new Transcript(database),
                    conversations,
                    new Settings(database),
                    connected,
                    feeds,
                    markdown,
                    office.inbox(),
                    config.auth() == Auth.LOCAL
                        ? Optional.empty()
                        : Optional.of(
                            new Site.People(
                                accounts,
                                sessions,
                                new SignIns(database, sessions, audit, clock),
                                links,
                                new Identities(database, accounts, links, audit, clock),
                                opened(new OpenId(openId(config))),
                                new ForgottenPasswords(database, links),
                                Optional.ofNullable(config.mail())
                                    .map(server -> new Mailer(server, clock)),
                                setUpCode))),
                new Site.Serving(
                    new Site.Address(
                        config.host(), config.port(), Optional.ofNullable(config.publicUrl())),
                    config.messagesPerMinute(),
                    App::id,
                    clock)));
    return new House(
        site,
        office,
        config.auth() == Auth.LOCAL || accounts.isSetUp()
            ? Optional.empty()
            : Optional.of(setUpCode.text()));
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
          OpenAiProvider server =
              new OpenAiProvider(
                  "openai",
                  url,
                  Optional.ofNullable(config.key()),
                  config.timeouts(),
                  Clock.systemUTC());
          providers.add(server);
          theirs.add(server);
        });
    SectionIndex docs = new SectionIndex(() -> Docs.shipped().sections());
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
    return site.port();
  }

  public Site site() {
    return site;
  }

  /// With what the owner's account is made, where there is none yet and people sign in.
  public Optional<String> setUpCode() {
    return setUpCode;
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
    site.drain();
    office.drain(longest);
  }

  /// Ends the wait of {@link #drain}.
  public void hurry() {
    office.hurry();
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.addFirst(part);
    return part;
  }

  private static String id() {
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

package chat.parley.web;

import chat.parley.account.Accounts;
import chat.parley.account.AuditLog;
import chat.parley.account.Challenges;
import chat.parley.account.ForgottenPasswords;
import chat.parley.account.Identities;
import chat.parley.account.Links;
import chat.parley.account.Passkeys;
import chat.parley.account.SecondFactorRule;
import chat.parley.account.SecondFactors;
import chat.parley.account.SecondSteps;
import chat.parley.account.Sessions;
import chat.parley.account.SetUpCode;
import chat.parley.account.SignIns;
import chat.parley.conversation.Conversations;
import chat.parley.generation.Archive;
import chat.parley.generation.Erasure;
import chat.parley.generation.Submissions;
import chat.parley.generation.Transcript;
import chat.parley.live.Feeds;
import chat.parley.local.SecretLink;
import chat.parley.local.Sockets;
import chat.parley.mail.Mailer;
import chat.parley.markdown.Markdown;
import chat.parley.openid.OpenId;
import chat.parley.provider.AddressRange;
import chat.parley.provider.Neighbours;
import chat.parley.provider.Providers;
import chat.parley.settings.Connections;
import chat.parley.settings.Settings;
import chat.parley.settings.Switchboard;
import chat.parley.usage.Allowances;
import chat.parley.usage.Quota;
import chat.parley.usage.Room;
import chat.parley.usage.Uses;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/// The HTTP server, and the pages in it.
public final class Site implements AutoCloseable {
  /// Answers that wait in the kernel for a reader that does not read are memory that nobody sees:
  /// without a bound up to 4 MB each. Bytes.
  static final int SEND_BUFFER = 64 * 1024;

  /// Connections that wait to be accepted. Readers who come back all at once must find room: whom
  /// the kernel turns away tries again only after 1, 2, 4 ... seconds. The kernel has a bound of
  /// its own (`net.core.somaxconn`, usually 4,096).
  private static final int BACKLOG = 16 * 1024;

  /// How long streams may take to say farewell when the process ends.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final int LARGEST_HEADERS = 16 * 1024;

  private final Server server;
  private final @Nullable Renewals renewals;
  private final Optional<LinkWatch> linkWatch;
  private final ServerConnector connector;
  private final Visits visits;
  private final Streams streams;
  private final PlainStreams plainStreams;
  private final Pages pages;
  private final Routes routes;

  /// What the pages are made of.
  public record Matter(
      Transcript transcript,
      Conversations conversations,
      Settings settings,
      Providers providers,
      Models models,
      Feeds feeds,
      Markdown markdown,
      Submissions submissions,
      Archive archive,
      Erasure erasure,
      Usage usage,
      Optional<People> people) {}

  /// How much is used, how much may be, what room there is, and who did what.
  public record Usage(Allowances allowances, Quota quota, Room room, Uses uses, AuditLog audit) {}

  /// The connections to models.
  public record Models(Connections connections, Switchboard switchboard, Neighbours neighbours) {}

  /// Where people sign in: who they are, and how they come in.
  ///
  /// @param openId the providers that they may sign in with
  /// @param mailer where there is a mail server
  public record People(
      Accounts accounts,
      Sessions sessions,
      SignIns signIns,
      Links links,
      Identities identities,
      OpenId openId,
      ForgottenPasswords forgotten,
      Optional<Mailer> mailer,
      SetUpCode setUpCode,
      Factors factors) {}

  /// What people have beside a password, and how they sign in with it.
  public record Factors(
      SecondFactors held,
      SecondSteps steps,
      Passkeys passkeys,
      Challenges challenges,
      SecondFactorRule rule) {}

  /// Where they are served.
  ///
  /// @param port 0 = any free one
  /// @param publicUrl of a proxy in front, if there is one
  /// @param tls the files to speak TLS with; else it speaks in clear
  /// @param trustedProxies who may say for whom they speak
  public record Address(
      String host,
      int port,
      Optional<PublicUrl> publicUrl,
      Optional<Tls> tls,
      List<AddressRange> trustedProxies) {}

  /// How they are served.
  ///
  /// @param certificates how often the files for TLS are looked at
  /// @param ids makes a new id at each call
  /// @param household where nobody signs in
  public record Serving(
      Address address,
      Bounds bounds,
      StreamTimings streams,
      Duration certificates,
      Supplier<String> ids,
      Clock clock,
      Optional<Household> household) {}

  /// Who is inside in local mode.
  ///
  /// @param sockets know the connections of the user who runs Parley; nothing where everybody needs
  ///   the link
  public record Household(SecretLink link, Optional<Sockets> sockets) {}

  /// Starts to serve.
  ///
  /// @throws PortInUse when something else listens there
  /// @throws Tls.Unusable when the files for TLS do not serve
  public Site(Matter matter, Serving serving) {
    Optional<PublicUrl> publicUrl = serving.address().publicUrl();
    Forwarding forwarding = new Forwarding(serving.address().trustedProxies());
    Cookies cookies = new Cookies(publicUrl, forwarding);
    StaticFiles files = new StaticFiles();
    Transcript transcript = matter.transcript();
    Views views = new Views(matter.markdown(), matter.feeds());
    Reader.Reading reading =
        new Reader.Reading(transcript, views, new Parts(files), serving.streams());
    Offers offers = new Offers(matter.models().neighbours(), matter.models().connections());
    Choices choices =
        new Choices(matter.providers(), matter.settings(), matter.models().connections());
    Sidebars sidebars = new Sidebars(matter.conversations(), serving.clock());
    Moments moments = new Moments(serving.clock());
    Stage stage =
        new Stage(files, sidebars, choices, offers, views, matter.usage().quota(), serving.ids());
    Seats seats = new Seats(serving.bounds());
    this.streams =
        new Streams(
            matter.feeds(), reading, files, session -> isOpen(matter, serving, session), seats);
    this.plainStreams = new PlainStreams(matter.feeds(), reading, files, seats);
    this.pages = new Pages(stage, reading, plainStreams, files, matter.usage().room()::trouble);
    SettingsPages settings =
        new SettingsPages(
            matter.people(), new Preferences(matter.settings(), choices), stage, moments, cookies);
    Optional<LinkCookie> link =
        serving.household().map(household -> new LinkCookie(household.link(), cookies));
    WithoutLink withoutLink = new WithoutLink(files);
    this.routes =
        new Routes(
            pages,
            new Letters(
                matter.submissions(), choices, stage, transcript, new Pace(matter.usage().quota())),
            streams,
            plainStreams,
            new Chats(
                matter.conversations(), sidebars, stage, matter.feeds(), matter.submissions()),
            new DocsController(files, matter.markdown(), sidebars, choices),
            new Routes.Own(
                settings,
                new Export(matter.archive(), matter.settings(), serving.clock()),
                new ErasurePages(
                    matter.erasure(), matter.settings(), matter.people(), cookies, settings),
                link.map(cookie -> new LinkPages(cookie, withoutLink))),
            new ConnectionPages(
                matter.models(), matter.providers(), offers, stage, serving.clock()),
            new UsePages(matter.usage().uses(), matter.usage().room(), stage, serving.clock()),
            matter
                .people()
                .map(people -> doors(people, settings, cookies, stage, matter, serving)));
    matter.people().ifPresent(people -> people.sessions().onEnd(this::expire));
    this.linkWatch =
        serving.household().map(household -> new LinkWatch(household.link(), this::expire));
    this.server = new Server(threads());
    Address address = serving.address();
    HttpConfiguration http = http();
    if (address.tls().isPresent() || !address.trustedProxies().isEmpty()) {
      http.addCustomizer(new StrictTransport(forwarding));
    }
    Replies replies = new Replies(files);
    Gate gate =
        matter
            .people()
            .<Gate>map(people -> new SessionGate(people.sessions(), cookies, forwarding, publicUrl))
            .orElseGet(() ->
                new LocalGate(
                    new Walls(publicUrl),
                    serving.household().flatMap(Household::sockets),
                    link.orElseThrow()));
    this.visits = new Visits(serving.bounds(), exempt(matter.people().isPresent(), address));
    Handler kernel =
        new Kernel(
            routes,
            replies,
            gate,
            new Reception(forwarding, visits, serving.bounds()),
            matter
                .people()
                .<Strangers>map(people ->
                    new SignedOut(() -> people.accounts().isSetUp(), matter.usage().audit()))
                .orElse(withoutLink));
    if (address.tls().isPresent()) {
      SslContextFactory.Server context = TlsProtocols.context();
      this.renewals = new Renewals(address.tls().get(), context, serving.certificates());
      this.connector = new Entrance(server, visits, true, TlsProtocols.over(http, context));
      server.setHandler(new HttpsOnly(kernel));
    } else {
      this.renewals = null;
      this.connector = new Entrance(server, visits, false, Protocols.inClear(http));
      server.setHandler(kernel);
    }
    listenAt(address);
    server.setErrorHandler(new Refusals(replies));
    start(address.port());
    if (renewals != null) {
      renewals.start();
    }
  }

  /// Whose connections are not counted by their address: proxies speak for others, whose requests
  /// are counted. So does what stands on this computer where an address is named at which a proxy
  /// serves Parley; and in local mode there is one person, who may have any number.
  private static Predicate<InetAddress> exempt(boolean withPeople, Address address) {
    boolean proxied = address.publicUrl().isPresent() || !address.trustedProxies().isEmpty();
    return from ->
        !withPeople
            || (proxied && from.isLoopbackAddress())
            || address.trustedProxies().stream().anyMatch(range -> range.contains(from));
  }

  private static boolean isOpen(Matter matter, Serving serving, String session) {
    return matter
        .people()
        .map(people -> people.sessions().isOpen(session))
        .or(() ->
            serving
                .household()
                .flatMap(household -> household.link().now())
                .map(secret -> secret.id().equals(session)))
        .orElse(false);
  }

  private static Routes.Doors doors(
      People people,
      SettingsPages settings,
      Cookies cookies,
      Stage stage,
      Matter matter,
      Serving serving) {
    Moments moments = new Moments(serving.clock());
    SignInPages signIn = new SignInPages(people, cookies, stage.assets());
    PeoplePages peoplePages =
        new PeoplePages(people, matter.submissions(), stage, moments, cookies);
    return new Routes.Doors(
        signIn,
        new SignOutPages(people, cookies),
        new OpenIdPages(people, signIn, settings, new Journeys(serving.clock()), cookies),
        new ForgottenPages(people, signIn, cookies),
        new Confirmations(people, stage, cookies),
        peoplePages,
        new LimitPages(people.accounts(), matter.usage().allowances(), stage),
        new LogPages(matter.usage().audit(), stage, moments),
        factors(people, signIn, cookies, stage, moments, peoplePages));
  }

  private static Routes.Factors factors(
      People people,
      SignInPages signIn,
      Cookies cookies,
      Stage stage,
      Moments moments,
      PeoplePages peoplePages) {
    SecondStepPages step = new SecondStepPages(people, signIn, cookies, stage.assets());
    FactorPages own =
        new FactorPages(people, stage, moments, cookies, new FactorLetters(people, cookies));
    return new Routes.Factors(
        step,
        own,
        new PasskeyPages(people, signIn, step, cookies),
        new OwnPasskeys(people, own, cookies),
        new RulePages(people, peoplePages));
  }

  /// The port that it listens on.
  public int port() {
    return connector.getLocalPort();
  }

  /// How many streams are open.
  public int streams() {
    return streams.size() + plainStreams.size();
  }

  /// Tells those who ask that it is about to stop; it serves on.
  public void drain() {
    pages.drain();
  }

  /// Every route, like `GET /chat/{id}`, for the test that walks through them all.
  List<String> routes() {
    return routes.all();
  }

  /// Who may ask for each of them.
  Map<String, Access> access() {
    return routes.access();
  }

  /// Those that answer with events.
  Set<String> eventSources() {
    return routes.eventSources();
  }

  private void expire(Set<String> sessions) {
    streams.expire(sessions);
    plainStreams.expire(sessions);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(8, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request").factory()));
    return threads;
  }

  static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(LARGEST_HEADERS);
    // What Jetty would keep of each connection's headers, to parse the next request of it a little
    // faster, takes up to 100 KB for as long as a stream is open.
    http.setHeaderCacheSize(0);
    http.addCustomizer(new Authority());
    return http;
  }

  private void listenAt(Address address) {
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setAcceptedSendBufferSize(SEND_BUFFER);
    connector.setAcceptQueueSize(BACKLOG);
    connector.setReuseAddress(true);
    server.addConnector(connector);
  }

  private void start(int port) {
    try {
      server.start();
    } catch (IOException e) {
      if (e.getCause() instanceof BindException || e instanceof BindException) {
        throw new PortInUse(port);
      }
      throw new IllegalStateException(e);
    } catch (Exception e) {
      throw new IllegalStateException("The HTTP server did not start", e);
    }
  }

  @Override
  public void close() {
    linkWatch.ifPresent(LinkWatch::close);
    plainStreams.close();
    streams.end();
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    while (streams() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    streams.close();
    if (renewals != null) {
      renewals.close();
    }
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The HTTP server did not stop", e);
    }
    visits.close();
  }

  /// Something else listens on the port.
  public static final class PortInUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int port;

    PortInUse(int port) {
      super("Port " + port + " is in use");
      this.port = port;
    }

    public int port() {
      return port;
    }
  }
}

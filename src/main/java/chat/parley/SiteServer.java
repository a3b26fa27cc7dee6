package chat.parley;

import chat.parley.account.Accounts;
import chat.parley.account.Challenges;
import chat.parley.account.ExternalIdentities;
import chat.parley.account.OidcController;
import chat.parley.account.OneTimeLinks;
import chat.parley.account.PasskeySignInController;
import chat.parley.account.Passkeys;
import chat.parley.account.PasskeysController;
import chat.parley.account.PasswordResetController;
import chat.parley.account.PasswordResets;
import chat.parley.account.PendingLogins;
import chat.parley.account.PeopleController;
import chat.parley.account.Reauthentication;
import chat.parley.account.SecondFactorController;
import chat.parley.account.SecondFactorMail;
import chat.parley.account.SecondFactorRule;
import chat.parley.account.SecondFactorRuleController;
import chat.parley.account.SecondFactors;
import chat.parley.account.SecondStepController;
import chat.parley.account.SecondSteps;
import chat.parley.account.SessionAuthenticator;
import chat.parley.account.Sessions;
import chat.parley.account.SetUpCode;
import chat.parley.account.SignInController;
import chat.parley.account.SignInRedirect;
import chat.parley.account.SignIns;
import chat.parley.account.SignOutController;
import chat.parley.account.SignedOut;
import chat.parley.account.mail.Mailer;
import chat.parley.account.oidc.OpenId;
import chat.parley.audit.AuditController;
import chat.parley.audit.AuditLog;
import chat.parley.chat.ChatController;
import chat.parley.chat.ChatListController;
import chat.parley.chat.Fragments;
import chat.parley.chat.MessageRenderer;
import chat.parley.chat.MessagesController;
import chat.parley.chat.PlainController;
import chat.parley.chat.Sidebar;
import chat.parley.chat.StreamCursor;
import chat.parley.chat.StreamQuota;
import chat.parley.chat.StreamTimings;
import chat.parley.chat.StreamsController;
import chat.parley.conversation.Conversations;
import chat.parley.data.Deletion;
import chat.parley.data.DeletionController;
import chat.parley.data.Export;
import chat.parley.data.ExportReader;
import chat.parley.docs.DocsController;
import chat.parley.egress.AddressRange;
import chat.parley.generation.Submissions;
import chat.parley.generation.Transcript;
import chat.parley.http.AdmissionHandler;
import chat.parley.http.Authenticator;
import chat.parley.http.CertificateReloader;
import chat.parley.http.ClearProtocols;
import chat.parley.http.ConnectionLimits;
import chat.parley.http.Cookies;
import chat.parley.http.Dispatcher;
import chat.parley.http.ErrorPage;
import chat.parley.http.ForwardedHeaders;
import chat.parley.http.Http2HostHeader;
import chat.parley.http.HttpsOnly;
import chat.parley.http.LocalOnly;
import chat.parley.http.Permission;
import chat.parley.http.PublicUrl;
import chat.parley.http.RequestLimits;
import chat.parley.http.ReservingConnector;
import chat.parley.http.ResponseWriter;
import chat.parley.http.Router;
import chat.parley.http.StaticFiles;
import chat.parley.http.StrictTransport;
import chat.parley.http.TlsFiles;
import chat.parley.http.TlsProtocols;
import chat.parley.live.Channels;
import chat.parley.local.LinkController;
import chat.parley.local.LinkCookie;
import chat.parley.local.LinkRequired;
import chat.parley.local.LinkWatch;
import chat.parley.local.LocalAuthenticator;
import chat.parley.local.SecretLink;
import chat.parley.local.Sockets;
import chat.parley.markdown.Markdown;
import chat.parley.model.Connections;
import chat.parley.model.ConnectionsController;
import chat.parley.model.LocalServerOffers;
import chat.parley.model.LocalServers;
import chat.parley.model.ModelCatalogue;
import chat.parley.model.ModelMenu;
import chat.parley.model.ProviderRegistry;
import chat.parley.page.DateFormats;
import chat.parley.page.Layout;
import chat.parley.settings.ChatPreferences;
import chat.parley.settings.Settings;
import chat.parley.settings.SettingsController;
import chat.parley.usage.LimitStore;
import chat.parley.usage.LimitsController;
import chat.parley.usage.MessageRateLimit;
import chat.parley.usage.Quota;
import chat.parley.usage.StorageQuota;
import chat.parley.usage.UsageController;
import chat.parley.usage.UsageReport;
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
public final class SiteServer implements AutoCloseable {
  /// Answers that wait in the kernel for a reader that does not read are memory that nobody sees:
  /// without a bound up to 4 MB each. Bytes.
  public static final int SEND_BUFFER = 64 * 1024;

  /// Connections that wait to be accepted. Readers who come back all at once must find room: whom
  /// the kernel turns away tries again only after 1, 2, 4 ... seconds. The kernel has a bound of
  /// its own (`net.core.somaxconn`, usually 4,096).
  private static final int BACKLOG = 16 * 1024;

  /// How long streams may take to say farewell when the process ends.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final int LARGEST_HEADERS = 16 * 1024;

  private final Server server;
  private final @Nullable CertificateReloader renewals;
  private final Optional<LinkWatch> linkWatch;
  private final ServerConnector connector;
  private final ConnectionLimits visits;
  private final StreamsController streams;
  private final PlainController plainStreams;
  private final ChatController pages;
  private final Router routes;

  /// What the pages are made of.
  public record Matter(
      Transcript transcript,
      Conversations conversations,
      Settings settings,
      ModelCatalogue providers,
      Models models,
      Channels feeds,
      Markdown markdown,
      Submissions submissions,
      ExportReader archive,
      Deletion erasure,
      Usage usage,
      Optional<People> people) {}

  /// How much is used, how much may be, what room there is, and who did what.
  public record Usage(
      LimitStore allowances, Quota quota, StorageQuota room, UsageReport uses, AuditLog audit) {}

  /// The connections to models.
  public record Models(
      Connections connections, ProviderRegistry switchboard, LocalServers neighbours) {}

  /// Where people sign in: who they are, and how they come in.
  ///
  /// @param openId the providers that they may sign in with
  /// @param mailer where there is a mail server
  public record People(
      Accounts accounts,
      Sessions sessions,
      SignIns signIns,
      OneTimeLinks links,
      ExternalIdentities identities,
      OpenId openId,
      PasswordResets forgotten,
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
      Optional<TlsFiles> tls,
      List<AddressRange> trustedProxies) {}

  /// How they are served.
  ///
  /// @param certificates how often the files for TLS are looked at
  /// @param ids makes a new id at each call
  /// @param household where nobody signs in
  public record Serving(
      Address address,
      RequestLimits bounds,
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
  public SiteServer(Matter matter, Serving serving) {
    Optional<PublicUrl> publicUrl = serving.address().publicUrl();
    ForwardedHeaders forwarding = new ForwardedHeaders(serving.address().trustedProxies());
    Cookies cookies = new Cookies(publicUrl, forwarding);
    StaticFiles files = new StaticFiles();
    Transcript transcript = matter.transcript();
    MessageRenderer views = new MessageRenderer(matter.markdown(), matter.feeds());
    StreamCursor.Reading reading =
        new StreamCursor.Reading(transcript, views, new Fragments(files), serving.streams());
    LocalServerOffers offers =
        new LocalServerOffers(matter.models().neighbours(), matter.models().connections());
    ModelMenu choices =
        new ModelMenu(matter.providers(), matter.settings(), matter.models().connections());
    Sidebar sidebars = new Sidebar(matter.conversations(), serving.clock());
    DateFormats moments = new DateFormats(serving.clock());
    Layout stage =
        new Layout(files, sidebars, choices, offers, views, matter.usage().quota(), serving.ids());
    StreamQuota seats = new StreamQuota(serving.bounds());
    this.streams =
        new StreamsController(
            matter.feeds(), reading, files, session -> isOpen(matter, serving, session), seats);
    this.plainStreams = new PlainController(matter.feeds(), reading, files, seats);
    this.pages =
        new ChatController(stage, reading, plainStreams, files, matter.usage().room()::trouble);
    SettingsController settings =
        new SettingsController(
            matter.people(),
            new ChatPreferences(matter.settings(), choices),
            stage,
            moments,
            cookies);
    Optional<LinkCookie> link =
        serving.household().map(household -> new LinkCookie(household.link(), cookies));
    LinkRequired withoutLink = new LinkRequired(files);
    this.routes =
        new Router(
            pages,
            new MessagesController(
                matter.submissions(),
                choices,
                stage,
                transcript,
                new MessageRateLimit(matter.usage().quota())),
            streams,
            plainStreams,
            new ChatListController(
                matter.conversations(), sidebars, stage, matter.feeds(), matter.submissions()),
            new DocsController(stage, matter.markdown()),
            new Router.Own(
                settings,
                new Export(matter.archive(), matter.settings(), serving.clock()),
                new DeletionController(
                    matter.erasure(), matter.settings(), matter.people(), cookies, settings),
                link.map(cookie -> new LinkController(cookie, withoutLink))),
            new ConnectionsController(
                matter.models(), matter.providers(), offers, stage, serving.clock()),
            new UsageController(
                matter.usage().uses(), matter.usage().room(), stage, serving.clock()),
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
    ResponseWriter replies = new ResponseWriter(files);
    Authenticator gate =
        matter
            .people()
            .<Authenticator>map(people ->
                new SessionAuthenticator(people.sessions(), cookies, forwarding, publicUrl))
            .orElseGet(() ->
                new LocalAuthenticator(
                    new LocalOnly(publicUrl),
                    serving.household().flatMap(Household::sockets),
                    link.orElseThrow()));
    this.visits =
        new ConnectionLimits(serving.bounds(), exempt(matter.people().isPresent(), address));
    Handler kernel =
        new Dispatcher(
            routes,
            replies,
            gate,
            new AdmissionHandler(forwarding, visits, serving.bounds()),
            matter
                .people()
                .<SignInRedirect>map(people ->
                    new SignedOut(() -> people.accounts().isSetUp(), matter.usage().audit()))
                .orElse(withoutLink));
    if (address.tls().isPresent()) {
      SslContextFactory.Server context = TlsProtocols.context();
      this.renewals = new CertificateReloader(address.tls().get(), context, serving.certificates());
      this.connector =
          new ReservingConnector(server, visits, true, TlsProtocols.over(http, context));
      server.setHandler(new HttpsOnly(kernel));
    } else {
      this.renewals = null;
      this.connector = new ReservingConnector(server, visits, false, ClearProtocols.inClear(http));
      server.setHandler(kernel);
    }
    listenAt(address);
    server.setErrorHandler(new ErrorPage(replies));
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

  private static Router.Doors doors(
      People people,
      SettingsController settings,
      Cookies cookies,
      Layout stage,
      Matter matter,
      Serving serving) {
    DateFormats moments = new DateFormats(serving.clock());
    SignInController signIn = new SignInController(people, cookies, stage.assets());
    PeopleController peoplePages =
        new PeopleController(people, matter.submissions(), stage, moments, cookies);
    return new Router.Doors(
        signIn,
        new SignOutController(people, cookies),
        new OidcController(people, signIn, settings, new PendingLogins(serving.clock()), cookies),
        new PasswordResetController(people, signIn, cookies),
        new Reauthentication(people, stage, cookies),
        peoplePages,
        new LimitsController(people.accounts(), matter.usage().allowances(), stage),
        new AuditController(matter.usage().audit(), stage, moments),
        factors(people, signIn, cookies, stage, moments, peoplePages));
  }

  private static Router.Factors factors(
      People people,
      SignInController signIn,
      Cookies cookies,
      Layout stage,
      DateFormats moments,
      PeopleController peoplePages) {
    SecondStepController step = new SecondStepController(people, signIn, cookies, stage.assets());
    SecondFactorController own =
        new SecondFactorController(
            people, stage, moments, cookies, new SecondFactorMail(people, cookies));
    return new Router.Factors(
        step,
        own,
        new PasskeySignInController(people, signIn, step, cookies),
        new PasskeysController(people, own, cookies),
        new SecondFactorRuleController(people, peoplePages));
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
  public List<String> routes() {
    return routes.all();
  }

  /// Who may ask for each of them.
  public Map<String, Permission> access() {
    return routes.access();
  }

  /// Those that answer with events.
  public Set<String> eventSources() {
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

  public static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(LARGEST_HEADERS);
    // What Jetty would keep of each connection's headers, to parse the next request of it a little
    // faster, takes up to 100 KB for as long as a stream is open.
    http.setHeaderCacheSize(0);
    http.addCustomizer(new Http2HostHeader());
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

package chat.parley;

import chat.parley.http.Authenticator;
import chat.parley.http.Route;
import chat.parley.http.Server;
import chat.parley.http.StaticFiles;
import chat.parley.page.ProblemPages;
import chat.parley.provider.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The running program: the rooms, the pages in front of them, and the server. Opens all in the
/// order in which they need each other, closes in reverse.
public final class App implements AutoCloseable {
  private final Closeables parts = new Closeables();
  private final Rooms rooms;
  private final Optional<LocalMode> local;
  private final Pages pages;
  private volatile @Nullable Server server;

  private App(Config config, List<Provider> fixed, Clock clock) {
    try {
      rooms = parts.add(new Rooms(config, fixed, this::isOwn, clock));
      local =
          config.auth().isLocal() ? Optional.of(parts.add(LocalMode.of(config))) : Optional.empty();
      StaticFiles files = new StaticFiles();
      pages = new Pages(config, rooms, local, files, clock);
      rooms.accounts.sessions().onEnd(pages.chats::expire);
      local.ifPresent(one -> parts.add(one.watch(pages.chats::expire)));
      Authenticator authenticator =
          local
              .map(one -> one.authenticator(files, config.origins()))
              .orElseGet(() -> rooms.accounts.authenticator(config.origins()));
      Server opened =
          parts.add(
              new Server(config.serving(), pages.router, authenticator, new ProblemPages(files)));
      server = opened;
      parts.add(pages);
      local.ifPresent(one -> one.moveIn(opened.port()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Starts with the providers that the configuration names, and with Guide.
  public static App start(Config config) {
    FixedProviders fixed = new FixedProviders(config, Clock.systemUTC());
    Clock clock = Clock.system(ZoneId.systemDefault());
    App app = fixed.orClose(() -> start(config, fixed.all(), clock));
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
    return pages.router.all();
  }

  /// How many streams are open.
  public int streams() {
    return pages.chats.streams();
  }

  /// With what the owner's account is made, where there is none yet and people sign in.
  public Optional<String> setUpCode() {
    return rooms.accounts.setUpCode();
  }

  /// Where the secret link of local mode leads, where somebody will need it for sure.
  Optional<String> secretLink() {
    return local.flatMap(LocalMode::path);
  }

  /// How many answers are being written.
  public int writing() {
    return rooms.generation.workers().writing();
  }

  /// Begins no more answers and waits until those that are being written have come to their end.
  /// Pages and streams are served on; messages are taken, and answered by the next process.
  ///
  /// @param longest what is not finished then is left to the next process
  void drain(Duration longest) {
    pages.status.stopping();
    rooms.generation.drain(longest);
  }

  /// Ends the wait of {@link #drain}.
  void hurry() {
    rooms.generation.workers().hurry();
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

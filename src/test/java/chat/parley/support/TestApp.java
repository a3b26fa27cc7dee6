package chat.parley.support;

import chat.parley.App;
import chat.parley.Auth;
import chat.parley.Config;
import chat.parley.ConfigBuilder;
import chat.parley.Timings;
import chat.parley.account.HashCost;
import chat.parley.account.oidc.Registration;
import chat.parley.account.oidc.Registrations;
import chat.parley.chat.StreamTimings;
import chat.parley.generation.QueueTimings;
import chat.parley.http.PublicUrl;
import chat.parley.http.TlsFiles;
import chat.parley.provider.Provider;
import chat.parley.provider.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/// The same App that Main starts, on a free port, with a data directory of its own and providers
/// that a test plays.
public final class TestApp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /// What nobody has to wait for. How long a stream may be silent, or a reader may stand still, is
  /// as it ships: on a busy computer a test's own reader may stand still for a while too.
  public static final Timings QUICK =
      new Timings(
          new StreamTimings(
              StreamTimings.SHIPPED.heartbeat(),
              StreamTimings.SHIPPED.withoutProgress(),
              Duration.ofMillis(100),
              Duration.ofMillis(400)),
          new QueueTimings(
              Duration.ofMillis(200),
              Duration.ofSeconds(1),
              Duration.ofSeconds(4),
              Duration.ofMillis(100)),
          RetryPolicy.FIRST_DELAY,
          Duration.ofMillis(100),
          Duration.ofSeconds(3));

  private final App app;
  private final Path data;
  private final String scheme;
  private final boolean needsSecret;

  private TestApp(App app, Config config) {
    this.app = app;
    this.data = config.data();
    this.needsSecret =
        config.auth() == Auth.LINK || (config.auth() == Auth.LOCAL && config.publicUrl() != null);
    this.scheme = config.tls() == null ? "http" : "https";
  }

  public static TestApp start(Provider... providers) {
    return start(_ -> {}, providers);
  }

  public static TestApp startIn(Path data, Provider... providers) {
    return start(config(data), providers);
  }

  /// Starts with what tests run with, but for these things.
  public static TestApp start(Consumer<ConfigBuilder> changes, Provider... providers) {
    return start(config(temporaryDirectory()).with(changes), providers);
  }

  public static TestApp start(Config config, Provider... providers) {
    return start(config, Clock.system(ZoneOffset.UTC), providers);
  }

  public static TestApp start(Config config, Clock clock, Provider... providers) {
    return new TestApp(App.start(config, List.of(providers), clock), config);
  }

  /// Starts where people sign in.
  public static TestApp startWithAccounts(Provider... providers) {
    return startWithAccounts(temporaryDirectory(), providers);
  }

  public static TestApp startWithAccounts(Path data, Provider... providers) {
    return startWithAccounts(data, Clock.system(ZoneOffset.UTC), providers);
  }

  /// The same with a clock that the test sets.
  public static TestApp startWithAccounts(Path data, Clock clock, Provider... providers) {
    return start(config(data).with(config -> config.auth = Auth.ACCOUNTS), clock, providers);
  }

  /// Starts where people sign in, with a password or by these.
  ///
  /// @param port 0 = any free one
  public static TestApp startWithOpenId(
      Path data, int port, Clock clock, List<Registration> registrations) {
    return start(
        config(data)
            .with(config -> {
              config.auth = Auth.ACCOUNTS;
              config.port = port;
              config.openId = new Registrations(registrations);
            }),
        clock,
        new ScriptedProvider());
  }

  /// Starts where another one was: on the same data, at the same port.
  public static TestApp startAgain(Path data, int port, Provider... providers) {
    return start(config(data).with(config -> config.port = port), providers);
  }

  /// Starts for a proxy in front.
  ///
  /// @param publicUrl of the proxy
  /// @param port 0 = any free one
  public static TestApp startBehind(String publicUrl, Path data, int port, Provider... providers) {
    return start(
        config(data)
            .with(config -> {
              config.port = port;
              config.publicUrl = PublicUrl.parse(publicUrl);
            }),
        providers);
  }

  /// Starts where everybody needs the secret link.
  public static TestApp startWithLink(Path data, Provider... providers) {
    return start(config(data).with(config -> config.auth = Auth.LINK), providers);
  }

  /// Starts with a certificate of its own.
  public static TestApp startSecured(TlsFiles tls, Provider... providers) {
    return start(config -> config.tls = tls, providers);
  }

  /// What tests run with unless they say otherwise.
  public static Config config(Path data) {
    return Config.of(
        data,
        config -> {
          config.timings = QUICK;
          config.hashing = new HashCost(64, 1);
        });
  }

  public static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("parley-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public App app() {
    return app;
  }

  public Path data() {
    return data;
  }

  public int port() {
    return app.port();
  }

  public URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + port() + path);
  }

  /// Asks for a page.
  ///
  /// @param headers names and values in turn
  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET().build());
  }

  /// What is answered at any address, by whoever stands there.
  public int statusAt(URI uri) {
    return send(brought(HttpRequest.newBuilder(uri).timeout(PATIENCE)).GET().build()).statusCode();
  }

  /// The secret of local mode, as its owner may read it.
  public String secret() {
    try {
      return Files.readString(data.resolve("link.token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The header line that shows it.
  public String bearer() {
    return "Authorization: Bearer " + secret();
  }

  /// Where a proxy may be in front, everybody has to show the secret, and so do we.
  private HttpRequest.Builder brought(HttpRequest.Builder request) {
    return needsSecret ? request.header("Authorization", "Bearer " + secret()) : request;
  }

  public Document page(String path) {
    return Jsoup.parse(get(path, "Accept", "text/html").body());
  }

  /// Posts a form.
  public HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
    String body =
        form.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /// Sends a message from the home page.
  ///
  /// @return the address of the chat
  public String begin(String text) {
    HttpResponse<String> response = post("/messages", Map.of("text", text));
    if (response.statusCode() != 303) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return response.headers().firstValue("Location").orElseThrow();
  }

  /// Opens a chat's stream.
  public EventReader stream(String chat, String position) {
    return EventReader.open(
        uri("/sse/" + chat.replace("/chat/", "") + "?after=" + position), Map.of());
  }

  /// Opens anything that answers with events.
  ///
  /// @param headers names and values in turn
  public EventReader events(String path, String... headers) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    return EventReader.open(uri(path), map);
  }

  /// Polls a chat.
  ///
  /// @return everything that one poll gives
  public List<EventReader.Event> updates(String chat, String position) throws InterruptedException {
    try (EventReader poll = events(chat + "/updates?after=" + position)) {
      return poll.rest();
    }
  }

  /// As they are for tests, but for streams that speak often, and readers who are soon cut off.
  public static Timings impatient(Duration heartbeat, Duration withoutProgress) {
    StreamTimings streams = QUICK.streams();
    return quick(
        new StreamTimings(heartbeat, withoutProgress, streams.firstBack(), streams.lastBack()),
        QUICK.retry());
  }

  /// As they are for tests, but for answers that are soon tried again.
  public static Timings retrying(Duration soon) {
    return quick(QUICK.streams(), soon);
  }

  private static Timings quick(StreamTimings streams, Duration retry) {
    return new Timings(streams, QUICK.queue(), retry, QUICK.certificates(), QUICK.openIdCall());
  }

  /// Waits until something has become true.
  public static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within " + PATIENCE + ": " + what);
      }
      Thread.sleep(5);
    }
  }

  /// Waits until a chat's page shows what a selector finds.
  public Document awaitPage(String path, String selector) throws InterruptedException {
    await(path + " shows " + selector, () -> !page(path).select(selector).isEmpty());
    return page(path);
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder builder = brought(HttpRequest.newBuilder(uri(path)).timeout(PATIENCE));
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return builder;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    app.close();
  }
}

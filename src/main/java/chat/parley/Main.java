package chat.parley;

import chat.parley.database.Database;
import chat.parley.generation.Limits;
import chat.parley.provider.Timeouts;
import chat.parley.web.Site;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Reads the configuration, opens the app, waits, closes.
@Command(
    name = "bin/parley",
    mixinStandardHelpOptions = true,
    version = "Parley 0.1.0",
    sortOptions = false,
    description = "A chat server for AI models that you run yourself.")
final class Main implements Callable<Integer> {
  private static final int LAST_PORT = 65_535;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "${env:PARLEY_HOST:-127.0.0.1}",
      description = "Address to listen on (PARLEY_HOST; default 127.0.0.1).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "${env:PARLEY_PORT:-8080}",
      description = "Port to listen on; 0 = any free one (PARLEY_PORT; default 8080).")
  private int port;

  @Option(
      names = "--data",
      defaultValue = "${env:PARLEY_DATA:-data}",
      description = "Data directory (PARLEY_DATA; default ./data).")
  private Path data = Path.of("data");

  @Option(
      names = "--auth",
      defaultValue = "${env:PARLEY_AUTH:-local}",
      description =
          "Who may use it: local = whoever uses this computer (PARLEY_AUTH; default local).")
  private String auth = "local";

  @Option(
      names = "--model",
      defaultValue = "${env:PARLEY_MODEL:-}",
      description = "Default model (PARLEY_MODEL; default: the first that the server lists).")
  private String model = "";

  @Option(
      names = "--answers",
      defaultValue = "${env:PARLEY_ANSWERS:-1000}",
      description = "Answers written at the same time (PARLEY_ANSWERS; default 1000).")
  private int answers;

  @Option(
      names = "--answers-per-account",
      defaultValue = "${env:PARLEY_ANSWERS_PER_ACCOUNT:-0}",
      description = "... for one account; 0 = no limit of its own (PARLEY_ANSWERS_PER_ACCOUNT).")
  private int answersPerAccount;

  @Option(
      names = "--answers-per-provider",
      defaultValue = "${env:PARLEY_ANSWERS_PER_PROVIDER:-0}",
      description = "... from one server; 0 = no limit of its own (PARLEY_ANSWERS_PER_PROVIDER).")
  private int answersPerProvider;

  @Option(
      names = "--messages-per-minute",
      defaultValue = "${env:PARLEY_MESSAGES_PER_MINUTE:-0}",
      description = "Messages from one account; 0 = no limit (PARLEY_MESSAGES_PER_MINUTE).")
  private int messagesPerMinute;

  @Option(
      names = "--context-window",
      defaultValue = "${env:PARLEY_CONTEXT_WINDOW:-8192}",
      description =
          "Tokens assumed of a model whose server does not say (PARLEY_CONTEXT_WINDOW; default 8192).")
  private int contextWindow;

  @Option(
      names = "--connect-timeout",
      defaultValue = "${env:PARLEY_CONNECT_TIMEOUT:-10}",
      description =
          "Seconds until the model's server is connected (PARLEY_CONNECT_TIMEOUT; default 10).")
  private int connectTimeout;

  @Option(
      names = "--first-token-timeout",
      defaultValue = "${env:PARLEY_FIRST_TOKEN_TIMEOUT:-300}",
      description = "Seconds until its first token (PARLEY_FIRST_TOKEN_TIMEOUT; default 300).")
  private int firstTokenTimeout;

  @Option(
      names = "--chunk-timeout",
      defaultValue = "${env:PARLEY_CHUNK_TIMEOUT:-60}",
      description = "Seconds from one token to the next (PARLEY_CHUNK_TIMEOUT; default 60).")
  private int chunkTimeout;

  @Option(
      names = "--drain",
      defaultValue = "${env:PARLEY_DRAIN:-30}",
      description =
          "Seconds that answers have to come to their end when Parley is asked to stop (PARLEY_DRAIN; default 30).")
  private int drain;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!auth.equals("local")) {
      return refuse("--auth " + auth + " is not known. There is only local so far.");
    }
    if (port < 0 || port > LAST_PORT) {
      return refuse(
          "--port " + port + " is no port: they go from 0 (any free one) to " + LAST_PORT + ".");
    }
    if (!isLoopback(host)) {
      return refuse(
          "In local mode Parley has no passwords, so it listens on this computer only, not on "
              + host
              + ". Use --host 127.0.0.1.");
    }
    if (drain < 0) {
      return refuse("--drain " + drain + " is less than no time: it is a number of seconds.");
    }
    try {
      Config config = config();
      App app = App.start(config);
      // The hook closes everything, and the process ends when it has; this thread would wait for
      // that in vain.
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "stop"));
      Signals.onEnd(new Stop(app, config.drain(), spec().commandLine().getOut()));
      announce(app, ManagementFactory.getRuntimeMXBean().getUptime());
      new CountDownLatch(1).await();
    } catch (Site.PortInUse e) {
      return refuse(
          "Port %d is in use. Port %d is free: bin/parley --port %d"
              .formatted(e.port(), freeAfter(e.port()), freeAfter(e.port())));
    } catch (Database.DirectoryInUse e) {
      return refuse(e.getMessage() + ". Stop it first, or choose another directory with --data.");
    } catch (Database.Unusable e) {
      return refuse(e.getMessage() + ". Choose another directory with --data.");
    } catch (IllegalArgumentException e) {
      return refuse("This configuration cannot be used: " + e.getMessage() + ".");
    }
    return 0;
  }

  private Config config() {
    return new Config(
        host,
        port,
        data.toAbsolutePath().normalize(),
        System.getenv("OPENAI_API_KEY"),
        System.getenv("OPENAI_BASE_URL"),
        model.isBlank() ? null : model,
        new Limits(answers, answersPerAccount, answersPerProvider),
        messagesPerMinute,
        contextWindow,
        new Timeouts(
            Duration.ofSeconds(connectTimeout),
            Duration.ofSeconds(firstTokenTimeout),
            Duration.ofSeconds(chunkTimeout),
            Timeouts.DEFAULT.listing()),
        Duration.ofSeconds(drain),
        false);
  }

  private void announce(App app, long millis) {
    PrintWriter out = spec().commandLine().getOut();
    out.println("Data is in " + data.toAbsolutePath().normalize());
    out.println(
        "Parley is ready at http://%s:%d (%d ms)"
            .formatted(host.contains(":") ? "[" + host + "]" : host, app.port(), millis));
    out.flush();
  }

  private Integer refuse(String reason) {
    spec().commandLine().getErr().println(reason);
    return 1;
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "picocli injects it");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static int freeAfter(int port) {
    for (int candidate = port + 1; candidate < Math.min(port + 100, 65_536); candidate++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), candidate));
        return candidate;
      } catch (java.io.IOException e) {
        // in use as well
      }
    }
    return 0;
  }
}

package chat.parley;

import chat.parley.database.Database;
import chat.parley.web.PublicUrl;
import chat.parley.web.Site;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Reads the configuration, opens the app, waits, closes.
@Command(
    name = "bin/parley",
    mixinStandardHelpOptions = true,
    version = "Parley 0.1.0",
    sortOptions = false,
    description = "A chat server for AI models that you run yourself.",
    subcommands = {Backup.class, Check.class})
final class Main implements Callable<Integer> {
  private static final int LAST_PORT = 65_535;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private Flags flags = new Flags();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!flags.auth.equals("local")) {
      return refuse("--auth " + flags.auth + " is not known. There is only local so far.");
    }
    if (flags.port < 0 || flags.port > LAST_PORT) {
      return refuse(
          "--port "
              + flags.port
              + " is no port: they go from 0 (any free one) to "
              + LAST_PORT
              + ".");
    }
    if (!isLoopback(flags.host)) {
      return refuse(
          "In local mode Parley has no passwords, so it listens on this computer only, not on "
              + flags.host
              + ". Use --host 127.0.0.1.");
    }
    if (flags.drain < 0) {
      return refuse("--drain " + flags.drain + " is less than no time: it is a number of seconds.");
    }
    try {
      Config config = flags.config();
      App app = App.start(config);
      // The hook closes everything, and the process ends when it has; this thread would wait for
      // that in vain.
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "stop"));
      Signals.onEnd(new Stop(app, config.drain(), spec().commandLine().getOut()));
      warn(config);
      announce(app, ManagementFactory.getRuntimeMXBean().getUptime());
      openEveryJar();
      new CountDownLatch(1).await();
    } catch (Site.PortInUse e) {
      return refuse(
          "Port %d is in use. Port %d is free: bin/parley --port %d"
              .formatted(e.port(), freeAfter(e.port()), freeAfter(e.port())));
    } catch (Database.DirectoryInUse e) {
      return refuse(e.getMessage() + ". Stop it first, or choose another directory with --data.");
    } catch (Database.Unusable e) {
      return refuse(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return refuse("This configuration cannot be used: " + e.getMessage() + ".");
    }
    return 0;
  }

  /// The data directory, which commands beside the server are about too.
  Path data() {
    return flags.directory();
  }

  private static void warn(Config config) {
    PublicUrl url = config.publicUrl();
    if (url != null) {
      LoggerFactory.getLogger(Main.class)
          .warn(
              "opened to a proxy, which must ask for a password: whoever it lets through is let in url={}",
              url);
    }
  }

  /// The class loader opens a jar when it first needs it, and a class that could not be loaded
  /// because the system had no open files left could not be loaded ever after. Looking for what is
  /// nowhere opens them all.
  private static void openEveryJar() {
    Thread.ofPlatform()
        .daemon()
        .name("jars")
        .start(() -> {
          var _ = Main.class.getResource("/nowhere");
        });
  }

  private void announce(App app, long millis) {
    PrintWriter out = spec().commandLine().getOut();
    out.println("Data is in " + flags.directory());
    out.println(
        "Parley is ready at http://%s:%d (%d ms)"
            .formatted(
                flags.host.contains(":") ? "[" + flags.host + "]" : flags.host,
                app.port(),
                millis));
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

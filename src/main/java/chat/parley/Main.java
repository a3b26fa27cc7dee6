package chat.parley;

import chat.parley.database.Database;
import chat.parley.http.PublicUrl;
import chat.parley.http.Server;
import chat.parley.http.TlsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.cli.ParseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Reads the configuration, opens the app, waits, closes.
final class Main {
  private static final String VERSION = "Parley 0.1.0";
  private static final int LAST_PORT = 65_535;

  /// The exit code when what was asked for makes no sense.
  private static final int USAGE = 2;

  private final PrintWriter out;
  private final PrintWriter err;

  Main(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    // What machines read is the same everywhere: addresses, cookies, logs; also what libraries
    // write.
    Locale.setDefault(Locale.ROOT);
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    System.exit(new Main(out, err).run(arguments));
  }

  /// @return the exit code
  int run(String... arguments) throws IOException, InterruptedException {
    try {
      CommandLine said = CommandLine.parse(arguments);
      if (said.asksForHelp()) {
        said.help(out);
        return 0;
      }
      if (said.asksForVersion()) {
        out.println(VERSION);
        return 0;
      }
      Flags flags = said.flags();
      return switch (said.command()) {
        case SERVE -> serve(flags);
        case BACKUP ->
            new BackupCommand(out, err).make(flags.directory(), said.file(), said.overwrite());
        case CHECK -> new CheckCommand(out).look(flags.directory(), said.file());
        case RECOVER ->
            new RecoverCommand(out, err).removeSecondFactor(flags.directory(), said.subject());
        case LINK -> new LinkCommand(out, err).show(flags.directory(), said.asksForNew());
        case ROUTES -> new RoutesCommand(out).print(Auth.of(flags.text(Flag.AUTH)));
      };
    } catch (ParseException e) {
      err.println(e.getMessage() + ". bin/parley --help lists what there is.");
      return USAGE;
    } catch (TlsFiles.UnusableTlsFiles e) {
      err.println(e.getMessage());
      return USAGE;
    } catch (IllegalArgumentException e) {
      return refuse("This configuration cannot be used: " + e.getMessage() + ".");
    }
  }

  private int serve(Flags flags) throws InterruptedException {
    Config config = flags.config();
    if (config.port() < 0 || config.port() > LAST_PORT) {
      return refuse(
          "--port "
              + config.port()
              + " is no port: they go from 0 (any free one) to "
              + LAST_PORT
              + ".");
    }
    if (config.auth().isLocal() && !isLoopback(config.host())) {
      return refuse(
          "In local mode Parley has no passwords, so it listens on this computer only, not on "
              + config.host()
              + ". Use --host 127.0.0.1, or let people sign in with --auth accounts.");
    }
    if (config.drain().isNegative()) {
      return refuse(
          "--drain "
              + flags.text(Flag.DRAIN)
              + " is less than no time: it is a number of seconds.");
    }
    try {
      App app = App.start(config);
      // The hook closes everything, and the process ends when it has; this thread would wait for
      // that in vain.
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "stop"));
      ShutdownSignals.onEnd(new Shutdown(app, config.drain(), out));
      warn(config);
      announce(config, app, ManagementFactory.getRuntimeMXBean().getUptime());
      openEveryJar();
      new CountDownLatch(1).await();
    } catch (Server.PortInUse e) {
      return refuse(
          String.format(
              Locale.ENGLISH,
              "Port %d is in use. Port %d is free: bin/parley --port %d",
              e.port(),
              freeAfter(e.port()),
              freeAfter(e.port())));
    } catch (Database.DirectoryInUse e) {
      return refuse(e.getMessage() + ". Stop it first, or choose another directory with --data.");
    } catch (Database.Unusable e) {
      return refuse(String.valueOf(e.getMessage()));
    }
    return 0;
  }

  private static void warn(Config config) {
    PublicUrl url = config.publicUrl();
    if (config.auth() == Auth.ACCOUNTS && url != null && config.trustedProxies().isEmpty()) {
      LoggerFactory.getLogger(Main.class)
          .warn(
              "all visitors seem to come from the proxy, and are slowed down together todo=\"Name it with --trusted-proxy\" url={}",
              url);
    }
    if (config.auth() == Auth.ACCOUNTS
        && config.tls() == null
        && url == null
        && !isLoopback(config.host())) {
      LoggerFactory.getLogger(Main.class)
          .warn(
              "passwords can be read on their way todo=\"Use https: --tls-cert and --tls-key, or a proxy in front with --public-url\" host={}",
              config.host());
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

  private void announce(Config config, App app, long millis) {
    out.println("Data is in " + config.data());
    String address = config.address(app.port());
    app.setUpCode()
        .ifPresent(code ->
            out.println(
                "Nobody can sign in yet. Make the owner's account at %s/set-up with the code %s"
                    .formatted(address, code)));
    app.secretLink()
        .ifPresent(path ->
            out.println(
                "Its secret link is %s%s"
                    .formatted(config.addresses(app.port()).getFirst(), path)));
    out.println(String.format(Locale.ENGLISH, "Parley is ready at %s (%d ms)", address, millis));
    out.flush();
  }

  private int refuse(@Nullable String reason) {
    err.println(reason);
    return 1;
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

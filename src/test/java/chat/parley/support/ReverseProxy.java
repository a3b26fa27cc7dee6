package chat.parley.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A real nginx, HAProxy or Caddy in a process of its own, with its configuration and all that it
/// writes in a temporary directory. `bin/test` finds the programs; without them the tests fail.
public final class ReverseProxy implements AutoCloseable {
  /// Below the ports that connections are given: none of them may take it while a proxy restarts.
  private static final int LOWEST_PORT = 20_000;

  private static final int HIGHEST_PORT = 32_000;
  private static final int PATIENCE_SECONDS = 20;

  private final int port;
  private final Path directory;
  private final List<String> command;
  private Process process;

  private ReverseProxy(int port, Path directory, List<String> command) {
    this.port = port;
    this.directory = directory;
    this.command = command;
    this.process = run();
  }

  /// A port for a proxy that is started later: Parley must know its address first.
  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        // taken
      }
    }
  }

  /// The address of a proxy at a port, for `--public-url`.
  public static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  /// nginx with nothing but `proxy_pass`, and what stands beside it.
  ///
  /// @param more lines for the same `location`
  public static ReverseProxy nginx(int port, int parley, String more) {
    return nginx(
        port,
        """
        server {
          listen 127.0.0.1:%d;
          location / {
            proxy_pass http://127.0.0.1:%d;
            %s
          }
        }
        """
            .formatted(port, parley, more));
  }

  /// nginx with a configuration for its `http` block.
  public static ReverseProxy nginx(int port, String http) {
    // One process, so that ending it ends all of it.
    return nginx(port, "master_process off;", http);
  }

  private static ReverseProxy nginx(int port, String beginning, String http) {
    Path directory = TestApp.temporaryDirectory();
    String whole =
        beginning
            + """
            daemon off;
            pid DIR/pid;
            error_log DIR/error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path DIR/client;
              proxy_temp_path DIR/proxy;
              fastcgi_temp_path DIR/fastcgi;
              uwsgi_temp_path DIR/uwsgi;
              scgi_temp_path DIR/scgi;
            """
                .replace("DIR", directory.toString())
            + http
            + "}\n";
    Path file = write(directory.resolve("nginx.conf"), whole);
    return new ReverseProxy(
        port,
        directory,
        List.of(
            program("nginx"),
            "-p",
            directory.toString(),
            "-e",
            directory.resolve("error.log").toString(),
            "-c",
            file.toString()));
  }

  /// nginx with nothing but `proxy_pass`, and what stands beside it, as another user: from its
  /// beginning on whoever is connected to Parley is nobody that it knows.
  ///
  /// @param more lines for the same `location`
  public static ReverseProxy nginxOfNobody(int port, int parley, String more) {
    AnotherUser.mustBePossible();
    return nginx(
        port,
        "user nobody nogroup;",
        """
        server {
          listen 127.0.0.1:%d;
          location / {
            proxy_pass http://127.0.0.1:%d;
            %s
          }
        }
        """
            .formatted(port, parley, more));
  }

  /// HAProxy as another user.
  ///
  /// @param mode `http`, or `tcp` for one that passes on every byte as it is
  public static ReverseProxy haproxyOfNobody(int port, int parley, String mode) {
    AnotherUser.mustBePossible();
    return haproxy(
        port,
        "  uid %d\n  gid %d\n".formatted(AnotherUser.ID, AnotherUser.ID),
        """
        defaults
          mode %s
          timeout connect 5s
          timeout client 60s
          timeout server 60s

        frontend parley
          bind 127.0.0.1:%d
          default_backend parley

        backend parley
          server parley 127.0.0.1:%d
        """
            .formatted(mode, port, parley));
  }

  /// HAProxy with these lines among its `defaults`.
  public static ReverseProxy haproxy(int port, int parley, String defaults) {
    return haproxy(
        port,
        """
        defaults
          mode http
          timeout connect 5s
          %s

        frontend parley
          bind 127.0.0.1:%d
          default_backend parley

        backend parley
          server parley 127.0.0.1:%d
        """
            .formatted(defaults, port, parley));
  }

  /// HAProxy with a whole configuration but for its `global` part.
  public static ReverseProxy haproxy(int port, String configuration) {
    return haproxy(port, "", configuration);
  }

  private static ReverseProxy haproxy(int port, String global, String configuration) {
    Path directory = TestApp.temporaryDirectory();
    Path file =
        write(
            directory.resolve("haproxy.cfg"),
            "global\n  maxconn 200\n  nbthread 1\n" + global + "\n" + configuration);
    return new ReverseProxy(
        port, directory, List.of(program("haproxy"), "-db", "-f", file.toString()));
  }

  /// Caddy with a whole Caddyfile but for its global options.
  public static ReverseProxy caddy(int port, String sites) {
    Path directory = TestApp.temporaryDirectory();
    // It keeps to its directory, and takes no port but the one that it is given.
    String options =
        """
        {
          admin off
          skip_install_trust
          auto_https disable_redirects
          storage file_system DIR
        }
        """
            .replace("DIR", directory.toString());
    Path file = write(directory.resolve("Caddyfile"), options + sites);
    return new ReverseProxy(
        port,
        directory,
        List.of(
            "env",
            "HOME=" + directory,
            program("caddy"),
            "run",
            "--config",
            file.toString(),
            "--adapter",
            "caddyfile"));
  }

  /// The hash of a password, as Caddy makes it.
  public static String caddyHash(String password) {
    try {
      Process hashing =
          new ProcessBuilder(program("caddy"), "hash-password", "--plaintext", password).start();
      return new String(hashing.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String program(String name) {
    String program = System.getProperty("parley." + name, "");
    if (!Files.isExecutable(Path.of(program))) {
      throw new IllegalStateException(
          "-Dparley.%s must name a program that can be run; it is '%s'".formatted(name, program));
    }
    return program;
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public URI uri(String path) {
    return URI.create(url(port) + path);
  }

  /// Starts it again where it was.
  public void start() {
    process = run();
  }

  /// Ends it at once, and every connection through it.
  public void stop() {
    end(process);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("The proxy does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// With those that it has started.
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private Process run() {
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(said().toFile()))
              .start();
      // It must not outlive the tests, however these end.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started)));
      TestApp.await("the proxy listens", () -> !started.isAlive() || listens());
      if (!started.isAlive()) {
        throw new AssertionError("The proxy did not start:\n" + Files.readString(said()));
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Path said() {
    return directory.resolve("said.txt");
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    stop();
  }
}

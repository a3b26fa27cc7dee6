package chat.parley.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// An nginx with one worker, which does one thing.
final class Nginx implements AutoCloseable {
  /// Below the ports that connections are given.
  private static final int LOWEST_PORT = 20_000;

  private static final int HIGHEST_PORT = 32_000;
  private static final int CONNECTIONS = 15_000;
  private static final int PATIENCE_MILLIS = 10_000;

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// @param program which of those that `bin/lib/proxy` finds
  /// @param location what stands in the one `location`, for paths like `/sse/ID`, ID as `$1`
  static Nginx start(Load load, String program, String location)
      throws IOException, InterruptedException {
    String found = Tools.find(load, "proxy", program);
    Path directory = Files.createDirectories(load.scratch().resolve(program));
    int port = freePort();
    Files.writeString(
        directory.resolve("nginx.conf"),
        """
        daemon off;
        pid DIR/pid;
        worker_processes 1;
        error_log DIR/error.log;
        events { worker_connections CONNECTIONS; }
        http {
          access_log off;
          client_body_temp_path DIR/client;
          proxy_temp_path DIR/proxy;
          fastcgi_temp_path DIR/fastcgi;
          uwsgi_temp_path DIR/uwsgi;
          scgi_temp_path DIR/scgi;
          server {
            listen 127.0.0.1:PORT backlog=4096;
            location ~ ^/sse/([^/]+)$ {
              LOCATION
            }
          }
        }
        """
            .replace("DIR", directory.toString())
            .replace("CONNECTIONS", String.valueOf(CONNECTIONS))
            .replace("PORT", String.valueOf(port))
            .replace("LOCATION", location));
    Path log = directory.resolve("error.log");
    Process process =
        new ProcessBuilder(
                found, "-p", directory.toString(), "-e", log.toString(), "-c", "nginx.conf")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
    Nginx nginx = new Nginx(process, port);
    try {
      nginx.awaitIt();
    } catch (IOException e) {
      nginx.close();
      throw new IOException(program + " did not start: " + Files.readString(log), e);
    }
    return nginx;
  }

  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        // It is taken.
      }
    }
  }

  private void awaitIt() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive()
            || System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
          throw e;
        }
        Thread.sleep(10);
      }
    }
  }

  int port() {
    return port;
  }

  Usage usage() {
    return new Usage(process.toHandle());
  }

  /// Its worker has to be ended by it, not by force.
  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end(process);
  }
}

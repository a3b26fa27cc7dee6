package chat.parley.siege;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Asks whether Parley is up, ten times a second, each time on a connection of its own; and beside
/// it asks a bare socket of this process, which has nothing to do but to answer. Where that one is
/// slow, the machine is.
final class Probe implements AutoCloseable {
  /// What the promise is about, in milliseconds.
  static final long PROMISE = 500;

  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int PATIENCE = 30_000;
  private static final byte[] QUESTION =
      "GET /up HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final URI site;
  private final ServerSocket control;
  private final List<Reading> readings = new ArrayList<>();
  private volatile boolean closed;

  /// One question: when, and how long both took, in milliseconds.
  ///
  /// @param up longer than any promise where there was no answer
  record Reading(long at, long up, long control) {
    /// Whether it was slow by itself, and not because the machine was.
    boolean isBroken() {
      return up > PROMISE && up > 3 * control;
    }
  }

  Probe(URI site) throws IOException {
    this.site = site;
    this.control = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("control").start(this::echo);
    Thread.ofPlatform().daemon().name("probe").start(this::ask);
  }

  private void echo() {
    while (!closed) {
      try (Socket socket = control.accept()) {
        InputStream in = socket.getInputStream();
        for (int left = QUESTION.length; left > 0; left--) {
          if (in.read() < 0) {
            break;
          }
        }
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void ask() {
    while (!closed) {
      long at = System.nanoTime();
      long up = time(site.getPort());
      long beside = time(control.getLocalPort());
      synchronized (readings) {
        readings.add(new Reading(at, up, beside));
      }
      LockSupport.parkNanos(BETWEEN);
    }
  }

  private static long time(int port) {
    long start = System.nanoTime();
    boolean answered = false;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write(QUESTION);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      answered = new String(in.readAllBytes(), StandardCharsets.UTF_8).startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      // counted as no answer
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return answered ? took : Math.max(took, PATIENCE);
  }

  /// What was found between two moments.
  List<Reading> between(long from, long to) {
    synchronized (readings) {
      return readings.stream().filter(one -> one.at() >= from && one.at() <= to).toList();
    }
  }

  /// The threads end with their next question.
  @Override
  public void close() throws IOException {
    closed = true;
    control.close();
  }
}

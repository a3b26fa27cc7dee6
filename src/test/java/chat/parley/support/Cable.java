package chat.parley.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A cable between a client and a server on this computer, with the troubles of longer ones.
public final class Cable implements AutoCloseable {
  private static final int SMALLEST_BUFFER = 2 * 1024;
  private static final int STEPS = 5;

  private final ServerSocket socket;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile int target;
  private volatile boolean pulled;
  private volatile @Nullable String held;
  private volatile @Nullable String answer;
  private volatile int bytesPerSecond;
  private final Set<Strand> strands = ConcurrentHashMap.newKeySet();

  private Cable(ServerSocket socket, int target) {
    this.socket = socket;
    this.target = target;
  }

  /// @param port of the server
  public static Cable to(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Cable cable = new Cable(socket, port);
      Thread.ofVirtual().name("cable").start(cable::accept);
      return cable;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// Lets nothing more through the connections on which this was sent before, and neither side
  /// notices (a half-open connection, as after a change of networks). Others work.
  public void cut(String sent) {
    strands.stream().filter(strand -> strand.hasSent(sent)).forEach(strand -> strand.cut = true);
  }

  /// Lets of the answer to this only the head through: a proxy that collects answers until they are
  /// complete.
  public void hold(String sent) {
    held = sent;
  }

  /// Pulls it out: every connection breaks, and new ones do, until it is plugged in again.
  public void pull() {
    pulled = true;
    tear();
  }

  /// Plugs it in again.
  public void plug() {
    pulled = false;
    answer = null;
  }

  /// Plugs it into a server on another port: what comes next to where one was.
  public void plug(int port) {
    target = port;
    plug();
    tear();
  }

  /// Breaks every connection; new ones work.
  public void tear() {
    strands.forEach(Strand::tear);
  }

  /// Answers everything itself from now on, as a proxy does whose server is not there.
  ///
  /// @param response all of it, as it goes over the wire
  public void answer(String response) {
    answer = response;
    tear();
  }

  /// Holds back nothing more of what is asked from now on.
  public void letGo() {
    strands.stream().filter(this::isHeld).forEach(strand -> strand.held = true);
    held = null;
  }

  /// Lets so much of what the server sends through on each connection that is made from now on, and
  /// keeps next to nothing of it.
  public Cable slow(int bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    return this;
  }

  /// How many connections were made through it.
  public int connections() {
    return connections.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        connect(socket.accept());
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void connect(Socket client) throws IOException {
    connections.incrementAndGet();
    String instead = answer;
    try {
      if (pulled) {
        client.close();
      } else if (instead != null) {
        Thread.ofVirtual().start(() -> answer(client, instead));
      } else {
        Socket server = new Socket();
        if (bytesPerSecond > 0) {
          server.setReceiveBufferSize(SMALLEST_BUFFER);
        }
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Strand strand = new Strand(client, server);
        strands.add(strand);
        Thread.ofVirtual().start(() -> pass(strand, true));
        Thread.ofVirtual().start(() -> pass(strand, false));
      }
    } catch (IOException e) {
      client.close(); // the server is not there: the client finds out
    }
  }

  private static void answer(Socket client, String response) {
    try (client) {
      byte[] request = new byte[64 * 1024];
      if (client.getInputStream().read(request) > 0) {
        client.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
        client.shutdownOutput();
        client.getInputStream().skip(Long.MAX_VALUE); // a reset would take the answer back
      }
    } catch (IOException e) {
      // the client has left
    }
  }

  private static final class Strand {
    final Socket client;
    final Socket server;
    volatile boolean cut;
    volatile boolean held;
    private final StringBuilder sent = new StringBuilder();

    Strand(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void tear() {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        // closed all the same
      }
    }

    synchronized void sends(String more) {
      sent.append(more);
    }

    synchronized boolean hasSent(String text) {
      return sent.indexOf(text) >= 0;
    }
  }

  private void pass(Strand strand, boolean toServer) {
    Socket from = toServer ? strand.client : strand.server;
    Socket to = toServer ? strand.server : strand.client;
    int rate = toServer ? 0 : bytesPerSecond;
    byte[] buffer = new byte[rate > 0 ? Math.max(1, rate / STEPS) : 16 * 1024];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (toServer) {
          strand.sends(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        }
        if (!strand.cut) {
          out.write(buffer, 0, !toServer && isHeld(strand) ? head(buffer, read) : read);
          out.flush();
        }
        if (rate > 0) {
          Thread.sleep(1000 / STEPS); // That is how slow it is.
        }
      }
    } catch (IOException e) {
      // one side has left
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    strands.remove(strand);
  }

  private boolean isHeld(Strand strand) {
    String text = held;
    return strand.held || (text != null && strand.hasSent(text));
  }

  private static int head(byte[] buffer, int length) {
    int end = new String(buffer, 0, length, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    return end < 0 ? 0 : end + 4;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    tear();
  }
}

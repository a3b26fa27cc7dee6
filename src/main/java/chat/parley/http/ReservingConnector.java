package chat.parley.http;

import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where connections come in, also when the system has no more open files to give.
///
/// Jetty's own answer is a stack trace each second, while those who connect wait without a word.
/// Here a descriptor is kept in reserve: given up for a moment, it lets the next one in to be told.
final class ReservingConnector extends ServerConnector {
  /// How long nothing may fail before connections are taken again as a matter of course, in
  /// nanoseconds.
  private static final long CALM = TimeUnit.SECONDS.toNanos(10);

  private static final long PAUSE_MILLIS = 200;

  /// For the request of someone who is turned away: an unread one would cut off the answer.
  private static final int READING_MILLIS = 200;

  private static final String SENTENCE =
      "Parley has as many connections open as the system lets it. Try again in a moment.\n";

  private static final byte[] REFUSAL = refusal("503 Service Unavailable", SENTENCE);

  private static final byte[] TOO_MANY =
      refusal(
          "429 Too Many Requests",
          "There are as many connections from your address as Parley takes from those who are not signed in. Try again in a moment.\n");

  /// Those who are told at the same time that there is no room for them. Whoever comes beside them
  /// is not told.
  private static final int TOLD_AT_ONCE = 32;

  private static final Logger log = LoggerFactory.getLogger(ReservingConnector.class);

  private final boolean speaksTls;
  private final ConnectionLimits connections;
  private final Semaphore telling = new Semaphore(TOLD_AT_ONCE);
  private @Nullable Channel reserve;
  private volatile boolean full;
  private long lastFailed;
  private int failures;

  ReservingConnector(
      Server server,
      ConnectionLimits connections,
      boolean speaksTls,
      ConnectionFactory... protocols) {
    super(server, 1, 1, protocols);
    this.connections = connections;
    this.speaksTls = speaksTls;
  }

  private static byte[] refusal(String status, String sentence) {
    return ("HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Cache-Control: no-store\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: "
            + sentence.length()
            + "\r\n\r\n"
            + sentence)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The one thread that accepts is the only one that comes here.
  @Override
  public void accept(int acceptor) throws IOException {
    if (reserve == null) {
      reserve = opened();
    }
    if (getTransport() instanceof ServerSocketChannel listening && listening.isOpen()) {
      SocketChannel channel = listening.accept();
      if (connections.admit(channel)) {
        letIn(channel);
      } else {
        tellAside(channel);
      }
    }
    if (full && System.nanoTime() - lastFailed > CALM) {
      full = false;
      log.info("connections are accepted again refusals={}", failures);
      failures = 0;
    }
  }

  @Override
  protected boolean handleAcceptFailure(Throwable failure) {
    if (!isRunning() || !isOutOfFiles(failure)) {
      return super.handleAcceptFailure(failure);
    }
    lastFailed = System.nanoTime();
    failures++;
    if (!full) {
      full = true;
      log.error(
          "connections cannot be accepted todo=\"Raise the limit of open files: LimitNOFILE= of the service, ulimit -n in a shell\" reason=\"{}\"",
          failure.getMessage());
    }
    return receive();
  }

  private static boolean isOutOfFiles(Throwable failure) {
    return failure instanceof IOException
        && String.valueOf(failure.getMessage())
            .toLowerCase(Locale.ROOT)
            .contains("too many open files");
  }

  /// The system refuses before anyone has come: whoever does is let in if there is room by then.
  ///
  /// @return whether to go on accepting
  private boolean receive() {
    try {
      if (!release() || !(getTransport() instanceof ServerSocketChannel listening)) {
        Thread.sleep(PAUSE_MILLIS);
        return true;
      }
      SocketChannel channel = listening.accept();
      reserve = opened();
      if (reserve == null) {
        turnAway(channel, REFUSAL);
      } else if (!connections.admit(channel)) {
        tellAside(channel);
      } else {
        letIn(channel);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return isRunning();
    } catch (IOException e) {
      // They have left, or said nothing, or someone else has taken the descriptor.
      return isRunning();
    }
    return true;
  }

  /// Nobody else waits there meanwhile.
  private void tellAside(SocketChannel channel) throws IOException {
    if (!telling.tryAcquire()) {
      channel.close();
      return;
    }
    Thread.ofVirtual()
        .name("refusal")
        .start(() -> {
          try {
            turnAway(channel, TOO_MANY);
          } catch (IOException e) {
            // They have left without waiting for it.
          } finally {
            telling.release();
          }
        });
  }

  /// Over TLS a word in clear would be none: the connection just ends.
  private void turnAway(SocketChannel channel, byte[] words) throws IOException {
    try (Socket socket = channel.socket()) {
      if (speaksTls) {
        return;
      }
      socket.setSoTimeout(READING_MILLIS);
      var _ = socket.getInputStream().read(new byte[4096]);
      socket.getOutputStream().write(words);
      socket.shutdownOutput();
    }
  }

  /// As Jetty does it.
  private void letIn(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, getAcceptedTcpNoDelay());
    channel.setOption(StandardSocketOptions.SO_SNDBUF, getAcceptedSendBufferSize());
    getSelectorManager().accept(channel);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    ConnectionClock connection = connections.begin(channel, selector, key, getScheduler());
    connection.setIdleTimeout(getIdleTimeout());
    return connection;
  }

  private boolean release() throws IOException {
    Channel kept = reserve;
    reserve = null;
    if (kept == null) {
      return false;
    }
    kept.close();
    return true;
  }

  private static @Nullable Channel opened() {
    try {
      return DatagramChannel.open();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    release();
  }
}

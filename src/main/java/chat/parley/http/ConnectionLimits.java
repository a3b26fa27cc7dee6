package chat.parley.http;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connections: how many come from where, and which of them take too long to say what they
/// want.
final class ConnectionLimits implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLimits.class);

  private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(250);

  /// Bytes of an IPv6 address that say whose it is.
  private static final int PREFIX = 8;

  private static final int ROUNDS_OF_PRUNING = 240;

  private static final String SENTENCE =
      "This request did not arrive in time, so Parley has stopped waiting for it. Send it again.\n";

  private static final byte[] TOO_SLOW =
      ("HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
              + "Cache-Control: no-store\r\nConnection: close\r\nContent-Length: "
              + SENTENCE.length()
              + "\r\n\r\n"
              + SENTENCE)
          .getBytes(StandardCharsets.US_ASCII);

  private final Duration longest;
  private final int fromAddress;
  private final Predicate<InetAddress> exempt;

  /// Those of each address, where nobody has signed in.
  private final ConcurrentHashMap<String, Set<SocketChannel>> anonymous = new ConcurrentHashMap<>();

  private final Set<ConnectionClock> open = ConcurrentHashMap.newKeySet();
  private final Thread clock;
  private volatile boolean closed;

  /// @param exempt the addresses that speak for others, whose connections are not counted
  ConnectionLimits(RequestLimits bounds, Predicate<InetAddress> exempt) {
    this.longest = bounds.headers();
    this.fromAddress = bounds.fromAddress();
    this.exempt = exempt;
    this.clock = Thread.ofPlatform().daemon().name("connections").start(this::watch);
  }

  /// Somebody comes in, if there is room for one more from there.
  boolean admit(SocketChannel channel) throws IOException {
    String key = key(channel);
    if (key == null) {
      return true;
    }
    boolean[] admitted = {true};
    anonymous.compute(
        key,
        (_, present) -> {
          Set<SocketChannel> those = present == null ? new HashSet<>() : present;
          if (those.size() >= fromAddress) {
            those.removeIf(one -> !one.isOpen());
          }
          admitted[0] = those.size() < fromAddress && those.add(channel);
          return those;
        });
    return admitted[0];
  }

  /// Under whom a connection is counted, or null.
  @Nullable String key(SocketChannel channel) throws IOException {
    return channel.getRemoteAddress() instanceof InetSocketAddress internet
            && internet.getAddress() != null
            && !exempt.test(internet.getAddress())
        ? network(internet.getAddress())
        : null;
  }

  /// Whom an address of the network stands for: with IPv6 whoever has one has 2^64 of them, so
  /// these count as one.
  static String network(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX) + "/64"
        : address.getHostAddress();
  }

  /// @return the same as it is followed from here on
  ConnectionClock begin(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler)
      throws IOException {
    ConnectionClock connection = new ConnectionClock(channel, selector, key, scheduler, this);
    open.add(connection);
    return connection;
  }

  /// Somebody has signed in there, whom others at their address must not keep out.
  void isKnown(ConnectionClock connection) {
    uncount(connection.uncount(), connection.getChannel());
  }

  void left(ConnectionClock connection) {
    open.remove(connection);
    isKnown(connection);
  }

  private void uncount(@Nullable String key, SocketChannel channel) {
    if (key != null) {
      anonymous.computeIfPresent(
          key,
          (_, present) -> {
            present.remove(channel);
            return present.isEmpty() ? null : present;
          });
    }
  }

  private void watch() {
    for (int round = 1; !closed; round++) {
      LockSupport.parkNanos(ROUND);
      if (round % ROUNDS_OF_PRUNING == 0) {
        prune();
      }
      long now = System.nanoTime();
      for (ConnectionClock connection : open) {
        if (connection.asksLongerThan(longest.toNanos(), now)) {
          dismissed(connection);
        }
      }
    }
  }

  /// One that begins to be answered at this very moment keeps no other from being watched.
  private void dismissed(ConnectionClock connection) {
    try {
      dismiss(connection);
    } catch (RuntimeException e) {
      log.warn("a slow connection could not be sent away reason=\"{}\"", e.toString());
    }
  }

  /// Those that were closed before any word.
  private void prune() {
    anonymous
        .keySet()
        .forEach(key ->
            anonymous.computeIfPresent(
                key,
                (_, present) -> {
                  present.removeIf(one -> !one.isOpen());
                  return present.isEmpty() ? null : present;
                }));
  }

  /// Says so where that can be understood: in the middle of a handshake nothing can. Who does not
  /// leave then is cut off in the next round.
  private static void dismiss(ConnectionClock connection) {
    if (connection.dismiss() || !connection.spoke()) {
      connection.close();
      return;
    }
    EndPoint end = connection.inner();
    Connection inner = end.getConnection();
    if (inner instanceof ConnectionMetaData spoken
        && spoken.getHttpVersion() != HttpVersion.HTTP_2) {
      end.write(
          Callback.from(end::shutdownOutput, _ -> connection.close()), ByteBuffer.wrap(TOO_SLOW));
    } else if (inner != null) {
      inner.close();
    } else {
      connection.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(clock);
  }
}

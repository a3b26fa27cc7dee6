package chat.parley.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// One connection: since when it has been asking for something that is not there yet, and under
/// whom it is counted.
///
/// Jetty's own clock runs anew with each byte, so that who sends one now and then is never cut off.
final class ConnectionClock extends SocketChannelEndPoint {
  private final ConnectionLimits connections;
  private final AtomicInteger answering = new AtomicInteger();

  /// The key under which it is counted, or null.
  private final AtomicReference<@Nullable String> counted;

  /// By `System.nanoTime`; 0 while nothing is to come: nothing has been said since the last answer,
  /// or a request is being answered.
  private volatile long asksSince = System.nanoTime();

  private volatile boolean spoke;
  private volatile boolean dismissed;

  ConnectionClock(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      ConnectionLimits connections)
      throws IOException {
    super(channel, selector, key, scheduler);
    this.connections = connections;
    this.counted = new AtomicReference<>(connections.key(channel));
  }

  /// The one that a request came by.
  static @Nullable ConnectionClock of(Request request) {
    EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
    while (end instanceof EndPoint.Wrapper wrapper) {
      end = wrapper.unwrap();
    }
    return end instanceof ConnectionClock connection ? connection : null;
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    int count = super.fill(buffer);
    if (count > 0) {
      spoke = true;
      if (asksSince == 0 && answering.get() == 0) {
        asksSince = System.nanoTime();
      }
    }
    return count;
  }

  /// A request is there.
  void begins() {
    answering.incrementAndGet();
    asksSince = 0;
  }

  void ends() {
    answering.decrementAndGet();
  }

  /// Since when what it asks has been on its way, at most.
  ///
  /// @param nanos the longest time that it may be
  boolean asksLongerThan(long nanos, long now) {
    long since = asksSince;
    return since != 0 && answering.get() == 0 && now - since > nanos;
  }

  /// Whether it ever said anything.
  boolean spoke() {
    return spoke;
  }

  /// @return whether it was told already that it takes too long
  boolean dismiss() {
    boolean before = dismissed;
    dismissed = true;
    return before;
  }

  /// It is not counted any more.
  ///
  /// @return the key under which it was, or null
  @Nullable String uncount() {
    return counted.getAndSet(null);
  }

  /// Where what is said is understood: over TLS within it.
  EndPoint inner() {
    Connection connection = getConnection();
    return connection instanceof SslConnection tls ? tls.getSslEndPoint() : this;
  }

  @Override
  public void onClose(Throwable reason) {
    super.onClose(reason);
    connections.left(this);
  }
}

package chat.parley.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// Thousands of readers on one thread.
final class Crowd implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  /// Each address of the loopback network has ports of its own. Were all readers at one, the kernel
  /// would look for a free port among tens of thousands that are still taken by readers who have
  /// left, for half a millisecond each.
  private static final int PORTS = 1_000;

  private static final AtomicInteger CONNECTS = new AtomicInteger(2 * PORTS);

  private final int port;
  private final Selector selector;
  private final Queue<Opening> openings = new ConcurrentLinkedQueue<>();
  private final List<Follower> followers = new ArrayList<>();
  private final Thread thread;
  private volatile Delays delays = new Delays();
  private volatile long bytes;
  private volatile boolean closed;

  private record Opening(String request, Follower follower) {}

  Crowd(int port) throws IOException {
    this.port = port;
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().daemon().name("crowd").start(this::run);
  }

  /// Opens a stream.
  ///
  /// @param path with what the page holds, like `/sse/ID?after=POSITION`
  Follower open(String path) {
    Follower follower = new Follower();
    followers.add(follower);
    // What a browser sends, more or less: the server keeps some of it for as long as the stream.
    openings.add(
        new Opening(
            "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n".formatted(path, port)
                + "Accept: text/event-stream\r\nAccept-Language: en-GB,en;q=0.9\r\nAccept-Encoding: gzip, deflate\r\n"
                + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\nSec-Fetch-Site: same-origin\r\n"
                + "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nHX-Request: true\r\nCache-Control: no-store\r\n\r\n",
            follower));
    selector.wakeup();
    return follower;
  }

  List<Follower> followers() {
    return List.copyOf(followers);
  }

  /// Waits until something is true of every follower.
  void await(String what, Predicate<Follower> condition) throws InterruptedException, IOException {
    for (Follower follower : followers) {
      while (!condition.test(follower)) {
        if (follower.closed()) {
          throw new IOException("a stream was closed before " + what);
        }
        Thread.sleep(1);
      }
    }
  }

  /// Begins to count anew.
  ///
  /// @return the delays so far
  Delays delays() {
    Delays before = delays;
    delays = new Delays();
    return before;
  }

  long bytes() {
    return bytes;
  }

  private void run() {
    byte[] bytes = new byte[BUFFER];
    try (selector) {
      while (!closed) {
        for (Opening next = openings.poll(); next != null; next = openings.poll()) {
          connect(next);
        }
        selector.select(key -> ready(key, bytes));
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void connect(Opening opening) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.bind(new InetSocketAddress("127.0.0." + CONNECTS.getAndIncrement() / PORTS, 0));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.register(selector, SelectionKey.OP_CONNECT, opening);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private void ready(SelectionKey key, byte[] buffer) {
    Opening opening = (Opening) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        channel.write(ByteBuffer.wrap(opening.request().getBytes(StandardCharsets.US_ASCII)));
        key.interestOps(SelectionKey.OP_READ);
        return;
      }
      int count = channel.read(ByteBuffer.wrap(buffer));
      if (count < 0) {
        throw new IOException("closed");
      }
      add(count);
      opening.follower().take(buffer, count, System.nanoTime(), delays);
    } catch (IOException e) {
      key.cancel();
      try {
        channel.close();
      } catch (IOException alreadyClosed) {
        // It is.
      }
      opening.follower().close();
    }
  }

  private void add(int count) {
    long before = bytes;
    bytes = before + count;
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

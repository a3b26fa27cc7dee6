package chat.parley.budget;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Readers of one chat's stream, all on one platform thread that allocates next to nothing: what is
/// allocated beside them is the server's.
final class Readers implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final Selector selector;
  private final Thread thread;
  private final List<Reader> readers = new ArrayList<>();
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
  private volatile boolean closed;

  /// @param stream path of the stream, with the position
  Readers(int port, String stream, int count) throws IOException {
    selector = Selector.open();
    byte[] request =
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(stream, port)
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(request));
      channel.configureBlocking(false);
      Reader reader = new Reader();
      channel.register(selector, SelectionKey.OP_READ, reader);
      readers.add(reader);
    }
    thread = Thread.ofPlatform().daemon().name("readers").start(this::run);
  }

  /// What it has allocated itself.
  long allocated() {
    return Allocations.by(thread);
  }

  /// How many bytes one of them has got.
  synchronized long received() {
    return readers.getFirst().received;
  }

  /// How many frames all of them have got.
  synchronized long frames() {
    long frames = 0;
    for (Reader reader : readers) {
      frames += reader.frames;
    }
    return frames;
  }

  /// Waits until all of them show so much of the answer's source.
  void awaitShown(int characters) throws InterruptedException {
    await(reader -> reader.shows >= characters, characters + " characters");
  }

  /// Waits until all of them have got the answer's end.
  void awaitEnd() throws InterruptedException {
    await(reader -> reader.ends > 0, "the end");
  }

  private synchronized void await(Predicate<Reader> condition, String what)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE;
    while (!readers.stream().allMatch(condition)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("Not everybody was shown " + what);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(this::read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void read(SelectionKey key) {
    Reader reader = (Reader) key.attachment();
    try {
      bytes.clear();
      int count = ((SocketChannel) key.channel()).read(bytes);
      if (count < 0) {
        key.cancel();
        return;
      }
      bytes.flip();
      while (bytes.hasRemaining()) {
        reader.accept(bytes.get());
      }
      notifyAll();
    } catch (IOException e) {
      key.cancel();
    }
  }

  /// Counts what comes, without keeping it.
  private static final class Reader {
    private final Marker frame = new Marker("<!--from ");
    private final Marker end = new Marker("data-state=\"finished\"");
    private final Marker shown = new Marker("<!--shows ");
    private long received;
    private long frames;
    private long ends;
    private int shows;
    private int number = -1;

    void accept(byte one) {
      received++;
      frames += frame.endsWith(one) ? 1 : 0;
      ends += end.endsWith(one) ? 1 : 0;
      if (number >= 0 && one >= '0' && one <= '9') {
        number = number * 10 + one - '0';
      } else {
        shows = Math.max(shows, number);
        number = shown.endsWith(one) ? 0 : -1;
      }
    }
  }

  /// Some text in a stream. Its first letter is in it only once.
  private static final class Marker {
    private final byte[] text;
    private int seen;

    Marker(String text) {
      this.text = text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Whether the text ends with this byte.
    boolean endsWith(byte one) {
      if (one != text[seen]) {
        seen = 0;
      }
      seen += one == text[seen] ? 1 : 0;
      boolean whole = seen == text.length;
      seen = whole ? 0 : seen;
      return whole;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}

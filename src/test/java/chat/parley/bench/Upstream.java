package chat.parley.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;

/// A models' server that writes hundreds of answers on one thread, each chunk with the time at
/// which it was sent in its text.
final class Upstream implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final int PARAGRAPH = 12;

  private final ServerSocketChannel listening;
  private final Selector selector;
  private final Thread thread;
  private final long interval;
  private final int longest;
  private final ObjLongConsumer<String> asked;
  private final PriorityQueue<Talk> due =
      new PriorityQueue<>(Comparator.comparingLong((Talk talk) -> talk.due));
  private final Completion.Stamped word = new Completion.Stamped("and a few more words ");
  private final Completion.Stamped paragraphEnd =
      new Completion.Stamped("and the last of them.\\n\\n");
  private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
  private final AtomicLong sent = new AtomicLong();
  private final Queue<Arrivals.Chunks> ended = new ConcurrentLinkedQueue<>();
  private final AtomicInteger talking = new AtomicInteger();
  private final List<Talk> held = new ArrayList<>();
  private volatile boolean holding;
  private volatile boolean ending;
  private volatile boolean closed;

  /// @param perSecond chunks of each answer
  /// @param longest chunks of an answer, at most
  /// @param asked gets the body of each request for an answer, and when it was read
  Upstream(int perSecond, int longest, ObjLongConsumer<String> asked) throws IOException {
    this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.longest = longest;
    this.asked = asked;
    selector = Selector.open();
    listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    listening.configureBlocking(false);
    listening.register(selector, SelectionKey.OP_ACCEPT);
    thread = Thread.ofPlatform().daemon().name("upstream").start(this::run);
  }

  String url() throws IOException {
    return "http://127.0.0.1:"
        + ((InetSocketAddress) listening.getLocalAddress()).getPort()
        + "/v1";
  }

  /// How many chunks were sent.
  long sent() {
    return sent.get();
  }

  /// How many answers are being written.
  int talking() {
    return talking.get();
  }

  /// Ends all answers.
  void end() {
    ending = true;
  }

  /// Takes requests, and says nothing yet.
  void hold() {
    holding = true;
  }

  /// Begins all answers that were held, their chunks spread evenly over time.
  void release() {
    holding = false;
    selector.wakeup();
  }

  /// Answers again.
  void again() {
    ended.clear();
    ending = false;
  }

  /// The answers that have ended since it last began to answer.
  List<Arrivals.Chunks> ended() {
    return List.copyOf(ended);
  }

  private void run() {
    try (selector) {
      while (!closed) {
        Talk next = due.peek();
        long wait = next == null ? 50_000_000 : next.due - System.nanoTime();
        if (wait > 0) {
          selector.select(this::ready, Math.max(1, wait / 1_000_000));
        } else {
          selector.selectNow(this::ready);
        }
        if (!holding && !held.isEmpty()) {
          beginHeld();
        }
        talk();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel channel = listening.accept();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, new Talk(channel));
      } else {
        read((Talk) key.attachment());
      }
    } catch (IOException e) {
      leave((Talk) key.attachment());
      cancel(key);
    }
  }

  /// The server has closed the connection.
  private void leave(Talk talk) {
    due.remove(talk);
    held.remove(talk);
    if (talk.asked && !talk.over) {
      talk.over = true;
      talking.decrementAndGet();
    }
  }

  private static void cancel(SelectionKey key) {
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void read(Talk talk) throws IOException {
    Optional<Talk.Request> read = talk.read(in);
    if (read.isEmpty()) {
      return;
    }
    Talk.Request request = read.get();
    if (request.head().startsWith("GET")) {
      talk.write(Completion.MODELS);
      return;
    }
    long now = System.nanoTime();
    asked.accept(request.body(), now);
    talk.write(Completion.BEGIN);
    talking.incrementAndGet();
    talk.ask(now);
    (holding ? held : due).add(talk);
  }

  private void beginHeld() {
    long now = System.nanoTime();
    for (int i = 0; i < held.size(); i++) {
      Talk talk = held.get(i);
      talk.due = now + interval * i / held.size();
      due.add(talk);
    }
    held.clear();
  }

  private void talk() {
    for (Talk talk = due.peek(); talk != null && talk.due <= System.nanoTime(); talk = due.peek()) {
      due.remove();
      try {
        if (ending || talk.chunks == longest) {
          talk.over = true;
          ended.add(new Arrivals.Chunks(talk.chunks, talk.sum));
          talking.decrementAndGet();
          talk.write(Completion.END);
        } else {
          talk.due += interval;
          due.add(talk);
          talk.write((talk.chunks + 1) % PARAGRAPH == 0 ? paragraphEnd : word);
          sent.lazySet(sent.get() + 1);
        }
      } catch (IOException e) {
        leave(talk);
      }
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
    listening.close();
  }
}

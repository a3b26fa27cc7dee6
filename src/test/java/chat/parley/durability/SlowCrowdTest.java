package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.EventReader.Event;
import chat.parley.support.Nightly;
import chat.parley.support.ParleyProcess;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A thousand readers who never read and a thousand who read a hundred bytes a second, on long
/// answers that are being written: what they cost, and whether others notice.
@Nightly("two thousand readers, for whom SlowReadersTest has a few")
class SlowCrowdTest {
  private static final int CHATS = 4;
  private static final int DEAF = 1000;
  private static final int SLOW = 1000;
  private static final int BYTES_A_SECOND = 100;

  /// What the kernel may hold for one: the send buffer as Linux counts it, and one write beyond it.
  private static final long MOST_QUEUED = 2 * 8 * 1024 + 24 * 1024;

  /// What one may take of the heap: the event that waits to be written and its copy, a virtual
  /// thread, a connection.
  private static final long MOST_LIVE = 80 * 1024;

  /// What all of them may add to the process, whose heap may have 256 MB.
  private static final long MOST_RESIDENT = 320 * 1024 * 1024;

  private static final String PARAGRAPH = "A paragraph of this answer. ".repeat(36) + "\n\n";

  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<SocketChannel> crowd = new ArrayList<>();
  private volatile boolean over;

  @AfterEach
  public void close() throws IOException {
    over = true;
    for (SocketChannel reader : crowd) {
      reader.close();
    }
    upstream.close();
  }

  @Test
  void two_thousand_slow_and_dead_readers_cost_a_bounded_amount_and_nobody_else_anything()
      throws Exception {
    upstream.always(longAndBusy());
    try (ParleyProcess parley =
        ParleyProcess.start(directory.resolve("data"), upstream.url(), "--drain", "0")) {
      Visitor visitor = new Visitor(parley.address());
      List<String> chats = new ArrayList<>();
      List<String> positions = new ArrayList<>();
      for (int i = 0; i < CHATS; i++) {
        String chat = visitor.post("/messages", Map.of("text", "Much " + i)).orElseThrow();
        chats.add(chat);
        positions.add(visitor.load(chat).position());
      }
      try (EventReader healthy = visitor.stream(chats.getFirst(), positions.getFirst())) {
        AtomicInteger frames = count(healthy);
        TestApp.await("the answers are long", () -> frames.get() > 10);
        long residentBefore = Kernel.resident(parley.pid());
        long liveBefore = live(parley.pid());
        for (int i = 0; i < DEAF + SLOW; i++) {
          crowd.add(connect(parley, chats.get(i % CHATS), positions.get(i % CHATS)));
        }
        Thread.ofVirtual().start(this::readSlowly);
        int port = parley.address().getPort();
        TestApp.await("all have come", () -> open(port) > DEAF);
        int framesBefore = frames.get();
        long queued = 0;
        long resident = 0;
        long there = open(port);
        long live = (live(parley.pid()) - liveBefore) / there;
        while (open(port) > CHATS * 2) {
          Kernel.Connections now = Kernel.connections(port);
          queued = Math.max(queued, now.queued());
          resident = Math.max(resident, Kernel.resident(parley.pid()));
          Thread.sleep(200); // looks at it now and then
        }
        int framesWhile = frames.get() - framesBefore;
        assertThat(framesWhile).as("frames of a healthy reader meanwhile").isGreaterThan(20);
        assertThat(queued / crowd.size())
            .as("bytes in the kernel for each")
            .isLessThan(MOST_QUEUED);
        assertThat(live).as("bytes of the heap for each").isLessThan(MOST_LIVE);
        assertThat(resident - residentBefore).as("bytes of the process").isLessThan(MOST_RESIDENT);
        int framesAfter = frames.get();
        TestApp.await("the healthy one reads on", () -> frames.get() > framesAfter + 5);
      }
    }
  }

  /// Bytes of the heap that are in use.
  private static long live(long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked =
        new ProcessBuilder(jcmd, String.valueOf(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = asked.inputReader(StandardCharsets.UTF_8)) {
      String total =
          lines.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
      return Long.parseLong(total.strip().split("\\s+", -1)[2]);
    }
  }

  /// Its first half a megabyte comes at once, then some each moment for as long as anyone may need.
  private static Script longAndBusy() {
    return (_, wire) -> {
      wire.stream();
      for (int i = 0; i < 500; i++) {
        wire.text(PARAGRAPH);
      }
      for (int i = 0; i < 20_000; i++) {
        wire.text("And on. " + (i % 20 == 0 ? "\n\n" : ""));
        wire.pause(Duration.ofMillis(20));
      }
    };
  }

  private static AtomicInteger count(EventReader stream) {
    AtomicInteger frames = new AtomicInteger();
    Thread.ofVirtual()
        .start(() -> {
          try {
            for (Event event = stream.next();
                !event.equals(EventReader.END);
                event = stream.next()) {
              frames.addAndGet(event.isFrame() ? 1 : 0);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return frames;
  }

  private static long open(int port) {
    try {
      return Kernel.connections(port).open();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SocketChannel connect(ParleyProcess parley, String chat, String position)
      throws IOException {
    int port = parley.address().getPort();
    SocketChannel socket = SocketChannel.open();
    socket.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request =
        "GET /sse/%s?after=%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
            .formatted(chat.replace("/chat/", ""), position, port);
    socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    socket.configureBlocking(false);
    return socket;
  }

  private void readSlowly() {
    try {
      while (!over) {
        for (SocketChannel reader : crowd.subList(DEAF, crowd.size())) {
          read(reader);
        }
        Thread.sleep(1000); // that is how slow they are
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void read(SocketChannel reader) {
    try {
      reader.read(ByteBuffer.allocate(BYTES_A_SECOND));
    } catch (IOException e) {
      // It was cut off.
    }
  }
}

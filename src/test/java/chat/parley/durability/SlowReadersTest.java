package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.chat.StreamTimings;
import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Readers who take little, nothing, or leave without a word.
class SlowReadersTest {
  /// Together more than the kernels of both sides hold for a reader who takes nothing.
  private static final int PIECES = 60;

  private static final String PIECE = ("word ".repeat(4_000) + "\n\n");

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley =
      TestApp.start(
          config ->
              config.timings =
                  TestApp.impatient(Duration.ofSeconds(1), StreamTimings.SHIPPED.withoutProgress()),
          model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void who_never_reads_delays_nobody_and_is_cut_off() throws Exception {
    String chat = parley.begin("Much");
    Asked asked = model.asked();
    ReaderPage page = ReaderPage.load(parley, chat);
    try (Socket deaf = neverReading(chat, page.position());
        EventReader stream = page.open()) {
      awaitStreams(2);
      for (int i = 0; i < PIECES; i++) {
        asked.say(PIECE);
      }
      asked.finish();
      page.read(stream, "article[data-state=finished]");
      assertThat(page.document().select("#body-2 p")).hasSize(PIECES);
      assertThat(parley.app().streams())
          .as("assumed: the one who does not read was in the way all the time")
          .isEqualTo(2);
      awaitStreams(1);
      assertThat(deaf.isClosed()).as("it was Parley that hung up").isFalse();
    }
  }

  @Test
  void who_only_listens_while_nobody_writes_is_not_cut_off() throws Exception {
    String chat = parley.begin("Quiet");
    model.asked().finish();
    parley.awaitPage(chat, "article[data-role=assistant]:not([aria-busy])");
    ReaderPage page = ReaderPage.load(parley, chat);
    try (EventReader stream = page.open()) {
      EventReader.Event event = stream.next();
      while (!event.name().equals("heartbeat")) {
        assertThat(event).isNotEqualTo(EventReader.END);
        event = stream.next();
      }
      parley.post(chat + "/messages", Map.of("text", "Still there?"));
      model.asked().say("Still there.").finish();
      page.read(stream, "#message-4[data-state=finished]");
    }
  }

  @Test
  void who_leaves_without_a_word_leaves_nothing_behind() throws Exception {
    List<String> chats = new ArrayList<>();
    List<EventReader> readers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      chats.add(parley.begin("Chat " + i));
      model.asked().say("Yes.").finish();
    }
    for (int i = 0; i < 200; i++) {
      readers.add(parley.stream(chats.get(i % 10), "0.0.0.0.0"));
    }
    awaitStreams(200);
    readers.forEach(EventReader::close);
    // The kernel says that a reader has left when something is written to it.
    TestApp.await(
        "all streams have ended",
        () -> {
          chats.forEach(
              chat -> parley.post(chat + "/title", Map.of("title", "T" + System.nanoTime())));
          return parley.app().streams() == 0;
        });
  }

  private void awaitStreams(int count) throws InterruptedException {
    TestApp.await(count + " streams are open", () -> parley.app().streams() == count);
  }

  private Socket neverReading(String chat, String position) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), parley.port()));
    String request =
        "GET /sse/%s?after=%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
            .formatted(chat.replace("/chat/", ""), position, parley.port());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}

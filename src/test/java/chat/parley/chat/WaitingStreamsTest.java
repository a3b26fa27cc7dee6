package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Certificates;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Streams over TLS that wait for long, and readers who do not read.
class WaitingStreamsTest {
  private static final Certificates CERTIFICATES =
      Certificates.make(TestApp.temporaryDirectory(), "EC");

  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(2);

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley =
      TestApp.start(
          config -> {
            config.tls = CERTIFICATES.tls();
            config.timings = TestApp.impatient(HEARTBEAT, WITHOUT_PROGRESS);
          },
          model);

  @AfterEach
  void stop() {
    parley.close();
  }

  /// assumed: three heartbeats take longer than the server's patience with silent connections
  @Test
  void a_stream_may_be_silent_for_as_long_as_the_model_is() throws Exception {
    try (HttpClient newer = client(HttpClient.Version.HTTP_2);
        HttpClient older = client(HttpClient.Version.HTTP_1_1);
        HttpClient another = client(HttpClient.Version.HTTP_2)) {
      String chat = begin(newer);
      ScriptedProvider.Asked asked = model.asked().say("Begun\n\n");
      String unbegun = begin(newer);
      ScriptedProvider.Asked thinks = model.asked();
      try (BufferedReader waiting = open(newer, unbegun, "text/plain");
          BufferedReader silent = open(newer, chat, "text/plain");
          BufferedReader alone = open(older, chat, "text/plain");
          BufferedReader clock = open(another, chat.replace("/chat/", "/sse/"), "*/*")) {
        readUntil(silent, "Begun");
        readUntil(alone, "Begun");
        for (int i = 0; i < 3; i++) {
          readUntil(clock, "event: heartbeat");
        }
        thinks.say("At last").finish();
        assertThat(readUntil(waiting, "── small")).matches("── small( ─)+");
        assertThat(waiting.lines()).containsExactly("At last", "");
        asked.say("and ended\n\n").finish();
        readUntil(silent, "and ended");
        readUntil(alone, "and ended");
        readUntil(clock, "data-state=\"finished\"");
      }
    }
  }

  @Test
  void a_reader_who_does_not_read_is_cut_off() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2);
        Socket socket = new Socket()) {
      String chat = begin(client);
      ScriptedProvider.Asked asked = model.asked().say("Begun");
      socket.setReceiveBufferSize(4 * 1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), parley.port()));
      try (Socket still =
          Certificates.trusting(CERTIFICATES)
              .getSocketFactory()
              .createSocket(socket, "127.0.0.1", parley.port(), true)) {
        still
            .getOutputStream()
            .write(
                ("GET " + chat.replace("/chat/", "/sse/") + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        readUntil(
            new BufferedReader(
                new InputStreamReader(still.getInputStream(), StandardCharsets.UTF_8)),
            "event: hello");
        assertThat(parley.app().streams()).isEqualTo(1);
        asked.say("\n\n" + "many words ".repeat(100_000)).finish();
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (parley.app().streams() > 0 && System.nanoTime() < deadline) {
          Thread.sleep(50);
        }
        assertThat(parley.app().streams()).isZero();
      }
    }
  }

  private static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder()
        .sslContext(Certificates.trusting(CERTIFICATES))
        .version(version)
        .build();
  }

  private String begin(HttpClient client) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(parley.uri("/messages"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("text=Hello"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private BufferedReader open(HttpClient client, String path, String accept) throws Exception {
    return new BufferedReader(
        new InputStreamReader(
            client
                .send(
                    HttpRequest.newBuilder(parley.uri(path)).header("Accept", accept).build(),
                    HttpResponse.BodyHandlers.ofInputStream())
                .body(),
            StandardCharsets.UTF_8));
  }

  private static String readUntil(BufferedReader lines, String text) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(text)) {
          return line;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("The stream has ended without: " + text);
  }
}

package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import chat.parley.support.Certificates;
import chat.parley.support.RawRequest;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// A certificate of Parley's own: who is served with it, and what happens when it changes.
class TlsTest {
  private static final Certificates LASTING = Certificates.make(TestApp.temporaryDirectory(), "EC");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ScriptedProvider model = new ScriptedProvider();

  @TempDir private Path directory = Path.of("set by JUnit");

  @BeforeEach
  void listen() {
    log.start();
    root().addAppender(log);
  }

  @AfterEach
  void stopListening() {
    root().detachAppender(log);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void pages_are_served_over_http_2_or_1_1_as_the_visitor_can(String algorithm) throws Exception {
    Certificates certificates =
        algorithm.equals("EC") ? LASTING : Certificates.make(directory, algorithm);
    try (TestApp parley = TestApp.startSecured(certificates.tls(), model);
        HttpClient newer = client(certificates, HttpClient.Version.HTTP_2);
        HttpClient older = client(certificates, HttpClient.Version.HTTP_1_1)) {
      HttpResponse<String> home = get(newer, parley, "/");
      assertThat(home.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(home.statusCode()).as(home.body()).isEqualTo(200);
      home = get(older, parley, "/");
      assertThat(home.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(home.statusCode()).as(home.body()).isEqualTo(200);
      assertThat(protocol(certificates, parley)).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void a_form_of_its_own_page_is_taken_and_that_of_another_site_is_not() throws Exception {
    try (TestApp parley = TestApp.startSecured(LASTING.tls(), model);
        HttpClient client = client(LASTING, HttpClient.Version.HTTP_2)) {
      String origin = parley.uri("").toString();
      assertThat(post(client, parley, origin)).isEqualTo(303);
      assertThat(post(client, parley, origin.replace("https", "http"))).isEqualTo(403);
      assertThat(post(client, parley, "https://evil.example")).isEqualTo(403);
    }
  }

  @Test
  void tls_before_1_2_is_not_spoken() throws Exception {
    try (TestApp parley = TestApp.startSecured(LASTING.tls(), model);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), parley.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(helloOfTls11());
      byte[] alert = socket.getInputStream().readNBytes(7);
      assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
    }
  }

  /// A record with a ClientHello that knows TLS 1.1 and one cipher suite.
  private static byte[] helloOfTls11() {
    byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 4 + 2];
    byte[] record = {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2};
    System.arraycopy(record, 0, hello, 0, record.length);
    byte[] rest = {0, 0, 2, (byte) 0xc0, 0x09, 1, 0};
    System.arraycopy(rest, 0, hello, hello.length - rest.length, rest.length);
    return hello;
  }

  @Test
  void who_speaks_plain_http_there_is_told_so() {
    try (TestApp parley = TestApp.startSecured(LASTING.tls(), model)) {
      for (String[] lines :
          new String[][] {
            {"GET / HTTP/1.1", "Host: localhost"},
            {"POST /messages HTTP/1.1", "Host: localhost", "Content-Length: 0"},
            {"GET / HTTP/1.0"}
          }) {
        RawRequest.Response answer = RawRequest.send(parley.port(), lines);
        assertThat(answer.status()).as(lines[0]).isEqualTo(400);
        assertThat(answer.text()).as(lines[0]).contains("https://");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      }
    }
    assertQuiet();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u0000\u0000\u0000\u0000\u0000\u0000",
        "\u0016\u0003\u0001\u00ff\u00ff\u00ff",
        "\u0016\u0003\u0001\u0000\u0005hello",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void whatever_else_comes_is_turned_away_without_a_word_in_the_log(String bytes) throws Exception {
    try (TestApp parley = TestApp.startSecured(LASTING.tls(), model);
        HttpClient client = client(LASTING, HttpClient.Version.HTTP_2)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), parley.port())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        readToItsEnd(socket.getInputStream());
      }
      assertThat(get(client, parley, "/up").statusCode()).isEqualTo(200);
    }
    assertQuiet();
  }

  private static void readToItsEnd(InputStream in) {
    try {
      in.readAllBytes();
    } catch (IOException e) {
      // reset: an end as well
    }
  }

  private void assertQuiet() {
    assertThat(log.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN)))
        .isEmpty();
  }

  @Test
  void a_renewed_certificate_is_given_to_new_visitors_and_open_streams_go_on() throws Exception {
    Certificates old = Certificates.make(directory, "EC");
    try (TestApp parley = TestApp.startSecured(old.tls(), model);
        HttpClient open = client(old, HttpClient.Version.HTTP_2)) {
      String chat = begin(open, parley);
      ScriptedProvider.Asked asked = model.asked().say("One.\n\nTwo");
      try (BufferedReader stream = stream(open, parley, chat)) {
        readUntil(stream, "Two");
        Certificates renewed = Certificates.make(directory, "RSA");
        TestApp.await("new visitors get the new one", () -> isServed(renewed, parley));
        assertThat(isServed(old, parley)).isFalse();
        asked.say(" words.");
        readUntil(stream, "Two words.");
        asked.finish();
        readUntil(stream, "data-state=\"finished\"");
      }
      assertThat(logged("certificate was renewed")).hasSize(1);
    }
  }

  @Test
  void broken_files_change_nothing_and_the_log_says_why() throws Exception {
    Certificates certificates = Certificates.make(directory, "EC");
    Path key = certificates.tls().key();
    try (TestApp parley = TestApp.startSecured(certificates.tls(), model)) {
      Certificates.replace(key, "nothing\n");
      TestApp.await("the log says so", () -> !logged("certificate was not renewed").isEmpty());
      assertThat(logged("certificate was not renewed").getFirst())
          .contains(key.toString(), "BEGIN PRIVATE KEY");
      assertThat(isServed(certificates, parley)).isTrue();
      Files.delete(certificates.tls().certificate());
      TestApp.await("it says so again", () -> logged("is not there").size() == 1);
      assertThat(isServed(certificates, parley)).isTrue();
      Certificates mended = Certificates.make(directory, "OTHER");
      TestApp.await("it is mended", () -> isServed(mended, parley));
    }
    assertThat(log.list).noneMatch(event -> event.getThrowableProxy() != null);
  }

  private List<String> logged(String text) {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains(text))
        .toList();
  }

  private static boolean isServed(Certificates certificates, TestApp parley) {
    try {
      return !protocol(certificates, parley).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /// Shakes hands, trusting nobody else.
  private static String protocol(Certificates certificates, TestApp parley) throws IOException {
    SSLContext context = Certificates.trusting(certificates);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", parley.port())) {
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  private static HttpClient client(Certificates certificates, HttpClient.Version version) {
    return HttpClient.newBuilder()
        .sslContext(Certificates.trusting(certificates))
        .version(version)
        .build();
  }

  private static HttpResponse<String> get(HttpClient client, TestApp parley, String path)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(parley.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static int post(HttpClient client, TestApp parley, String origin) throws Exception {
    return send(client, parley, origin).statusCode();
  }

  private static String begin(HttpClient client, TestApp parley) throws Exception {
    return send(client, parley, parley.uri("").toString())
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private static HttpResponse<String> send(HttpClient client, TestApp parley, String origin)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(parley.uri("/messages"))
            .header("Origin", origin)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("text=Hello"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static BufferedReader stream(HttpClient client, TestApp parley, String chat)
      throws Exception {
    return new BufferedReader(
        new InputStreamReader(
            client
                .send(
                    HttpRequest.newBuilder(parley.uri(chat.replace("/chat/", "/sse/"))).build(),
                    HttpResponse.BodyHandlers.ofInputStream())
                .body(),
            StandardCharsets.UTF_8));
  }

  private static void readUntil(BufferedReader lines, String text) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(text)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("The stream has ended without: " + text);
  }
}

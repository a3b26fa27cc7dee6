package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.Auth;
import chat.parley.support.Certificates;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who sends a byte now and then is cut off, however often they do.
class TricklingTest {
  private static final Certificates CERTIFICATES =
      Certificates.make(TestApp.temporaryDirectory(), "EC");

  /// Far less than the pause after which a connection is closed that says nothing.
  private static final Duration SHORT = Duration.ofMillis(600);

  private static final long BETWEEN = Duration.ofMillis(100).toNanos();

  @SuppressWarnings("NullAway.Init") // each test starts it in its own way
  private TestApp parley;

  /// Longer than anybody needs who does not trickle, on a busy machine too.
  private static final Duration LONG = Duration.ofSeconds(4);

  private void start(boolean secured) {
    start(secured, SHORT);
  }

  private void start(boolean secured, Duration headers) {
    parley =
        TestApp.start(
            config -> {
              config.auth = Auth.ACCOUNTS;
              config.bounds =
                  new RequestLimits(
                      headers, Duration.ofSeconds(2), SHORT, 1000, 1024 * 1024, 200, 100, 30);
              config.tls = secured ? CERTIFICATES.tls() : null;
            },
            new ScriptedProvider());
  }

  @AfterEach
  public void close() {
    parley.close();
  }

  private Socket connect(boolean secured) throws Exception {
    return secured
        ? Certificates.trusting(CERTIFICATES)
            .getSocketFactory()
            .createSocket("127.0.0.1", parley.port())
        : new Socket(InetAddress.getLoopbackAddress(), parley.port());
  }

  /// Sends the rest byte by byte until the other side has had enough.
  ///
  /// @return what it said
  private static String trickle(Socket socket, String at, String rest) throws IOException {
    socket.setSoTimeout(20_000);
    Thread sending =
        Thread.ofVirtual()
            .start(() -> {
              try {
                OutputStream out = socket.getOutputStream();
                out.write(at.getBytes(StandardCharsets.ISO_8859_1));
                while (true) {
                  out.write(rest.getBytes(StandardCharsets.ISO_8859_1));
                  out.flush();
                  LockSupport.parkNanos(BETWEEN);
                }
              } catch (IOException e) {
                // It has had enough.
              }
            });
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (socket) {
      socket.getInputStream().transferTo(said);
    } catch (SocketException e) {
      // Cut off: what came before that counts.
    } finally {
      sending.interrupt();
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void headers_byte_by_byte_are_answered_with_408(boolean secured) throws Exception {
    start(secured, secured ? LONG : SHORT);
    String told = trickle(connect(secured), "GET /up HTTP/1.1\r\nHost: localhost\r\nX-Long: ", "x");
    assertThat(told).startsWith("HTTP/1.1 408 ").contains("did not arrive in time");
  }

  @Test
  void also_those_of_a_second_request_on_a_connection() throws Exception {
    start(false, LONG);
    Socket socket = connect(false);
    socket
        .getOutputStream()
        .write("GET /up HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    String told = trickle(socket, "", "x");
    assertThat(told).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 408 ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_body_byte_by_byte_is_answered_with_408_and_the_connection_ends(boolean secured)
      throws Exception {
    start(secured, LONG);
    String told =
        trickle(
            connect(secured),
            """
            POST /sign-in HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/x-www-form-urlencoded\r
            Content-Length: 16000\r
            \r
            """,
            "x");
    assertThat(told)
        .startsWith("HTTP/1.1 408 ")
        .containsIgnoringCase("connection: close")
        .contains("Too slow")
        .contains("Send it again");
  }

  @Test
  void so_is_one_of_somebody_who_is_signed_in_and_one_in_chunks() throws Exception {
    start(false, LONG);
    Member ada = Member.owner(parley);
    String told =
        trickle(
            connect(false),
            "POST /messages HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nCookie: "
                + ada.cookie()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n",
            "1\r\nx\r\n");
    assertThat(told).startsWith("HTTP/1.1 408 ").contains("application/problem+json");
  }

  @Test
  void who_says_nothing_or_half_of_a_handshake_is_cut_off() throws Exception {
    start(true);
    try (Socket silent = connect(false)) {
      silent.setSoTimeout(20_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
    // A record of a handshake, 512 bytes long, of which a byte comes now and then.
    assertThat(trickle(connect(false), "\u0016\u0003\u0001\u0002\u0000\u0001", "\u0000"))
        .doesNotContain("HTTP/1.1 2");
  }

  @Test
  void a_stream_that_waits_is_no_request_that_is_slow() throws Exception {
    start(false, LONG);
    Member ada = Member.owner(parley);
    String chat = ada.begin("Hello");
    try (var stream = ada.stream(chat, "0.0.0.0.0")) {
      assertThat(stream.next().name()).isEqualTo("hello");
      LockSupport.parkNanos(
          LONG.plus(SHORT).toNanos()); // what does not happen can only be waited for
      stream.until("Hello");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bodies_over_http_2_are_cut_off_each_by_itself(boolean prepared) throws Exception {
    start(false, LONG);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));
    client.start();
    try {
      if (prepared) {
        client.GET(parley.uri("/up"));
      }
      AsyncRequestContent slow = new AsyncRequestContent("application/x-www-form-urlencoded");
      InputStreamResponseListener answer = new InputStreamResponseListener();
      client.newRequest(parley.uri("/sign-in")).method("POST").body(slow).send(answer);
      slow.write(java.nio.ByteBuffer.wrap(new byte[] {'x'}), org.eclipse.jetty.util.Callback.NOOP);
      slow.flush();
      assertThat(client.GET(parley.uri("/up")).getStatus()).as("beside it").isEqualTo(200);
      assertThat(answer.get(20, java.util.concurrent.TimeUnit.SECONDS).getStatus()).isEqualTo(408);
      assertThat(client.GET(parley.uri("/up")).getStatus()).as("after it").isEqualTo(200);
    } finally {
      client.stop();
    }
  }

  @Test
  void half_a_frame_of_http_2_is_cut_off() throws Exception {
    start(false);
    // The preface, empty settings, and headers of 64 bytes that never come.
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    String settings = "\0\0\0\u0004\0\0\0\0\0";
    String headers = "\0\0@\u0001\u0004\0\0\0\1";
    String said = trickle(connect(false), preface + settings + headers, "\u0082");
    assertThat(said).doesNotContain("HTTP/1.1");
  }
}

package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.Auth;
import chat.parley.egress.AddressRange;
import chat.parley.support.EventReader;
import chat.parley.support.Member;
import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How much is taken from those who ask, where people sign in: in bytes, connections, requests and
/// streams.
class RequestLimitsTest {
  private static final RequestLimits FEW = bounds(64 * 1024 * 1024, 5, 4, 3);

  private final List<Socket> sockets = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // each test starts it in its own way
  private TestApp parley;

  private static RequestLimits bounds(
      long bodies, int fromAddress, int streams, int streamsOfSession) {
    return new RequestLimits(
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        1,
        bodies,
        fromAddress,
        streams,
        streamsOfSession);
  }

  private void start(RequestLimits bounds, String... proxies) {
    parley =
        TestApp.start(
            config -> {
              config.auth = Auth.ACCOUNTS;
              config.bounds = bounds;
              config.trustedProxies = AddressRange.parseAll(String.join(",", proxies));
            },
            new ScriptedProvider());
  }

  @AfterEach
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    parley.close();
  }

  private Socket connect(String said) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), parley.port());
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /// The beginning of a form, whose rest never comes.
  private Socket half(String path, int bytes, String... headers) throws IOException {
    return connect(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList())
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + (bytes + 10)
            + "\r\n\r\ntext="
            + "x".repeat(bytes - 5));
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sign-in", "/set-up", "/invitation/some-token"})
  void a_form_of_somebody_who_is_not_signed_in_has_16_kb_at_most(String path) {
    start(bounds(64 * 1024 * 1024, 200, 100, 30));
    Member ada = Member.owner(parley);
    String real =
        path.startsWith("/invitation")
            ? java.net.URI.create(ada.invitation("member")).getPath()
            : path;
    Member stranger = new Member(parley);
    HttpResponse<String> refused = stranger.post(real, Map.of("email", "x".repeat(16 * 1024)));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).contains("This is more than the 16,384 bytes");
    assertThat(stranger.post(real, Map.of("email", "x".repeat(8 * 1024))).statusCode())
        .isNotEqualTo(413);
    assertThat(ada.post("/sign-in", Map.of("email", "x".repeat(16 * 1024))).statusCode())
        .as("also of those who are")
        .isEqualTo(413);
  }

  @Test
  void somebody_who_is_signed_in_sends_a_megabyte_as_before_and_others_nothing_there() {
    start(bounds(64 * 1024 * 1024, 200, 100, 30));
    Member ada = Member.owner(parley);
    assertThat(
            ada.post("/messages", Map.of("text", "Hello", "more", "x".repeat(1000 * 1000)))
                .statusCode())
        .isEqualTo(303);
    HttpResponse<String> refused =
        new Member(parley).post("/messages", Map.of("text", "x".repeat(1000 * 1000)));
    assertThat(refused.statusCode()).isEqualTo(303);
    assertThat(refused.headers().firstValue("Location")).hasValue("/sign-in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-www-form-urlencoded", "application/json"})
  void a_form_of_very_many_values_is_refused_before_they_take_room(String type) {
    start(bounds(64 * 1024 * 1024, 200, 100, 30));
    Member ada = Member.owner(parley);
    StringBuilder body = new StringBuilder(type.endsWith("json") ? "{\"text\":\"\"" : "text=");
    for (int i = 0; i < 30_000; i++) {
      body.append(type.endsWith("json") ? ",\"a" + i + "\":1" : "&a" + i + "=1");
    }
    body.append(type.endsWith("json") ? "}" : "");
    Response response =
        RawRequest.send(
            parley.port(),
            "POST /messages HTTP/1.1",
            "Host: localhost",
            "Cookie: " + ada.cookie(),
            "Accept: application/json",
            "Content-Type: " + type,
            "Content-Length: " + body.length(),
            "",
            body.toString());
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).contains("20,000 values");
  }

  @Test
  void who_uses_up_the_room_for_bodies_is_refused_and_nobody_else() throws Exception {
    start(bounds(64 * 1024, 200, 100, 30), "127.0.0.1");
    Member ada = Member.owner(parley);
    List<Socket> halves = new ArrayList<>();
    // Which of them finds room depends on who comes first.
    TestApp.await(
        "the quarter of one address is used up",
        () -> signIn("192.0.2.1").status() == 503 || !halves.add(halfFrom("192.0.2.1")));
    Response refused = signIn("192.0.2.1");
    assertThat(refused.header("Retry-After")).isEqualTo("5");
    assertThat(refused.text()).contains("as much as it has room for").contains("send it again");
    assertThat(signIn("192.0.2.2").status()).as("another address").isNotEqualTo(503);
    assertThat(ada.post("/messages", Map.of("text", "x".repeat(10_000))).statusCode())
        .isEqualTo(303);

    TestApp.await(
        "the half of all those who are not signed in is used up",
        () -> signIn("192.0.2.4").status() == 503 || !halves.add(halfFrom("192.0.2.3")));
    assertThat(ada.post("/messages", Map.of("text", "x".repeat(10_000))).statusCode())
        .isEqualTo(303);

    for (Socket half : halves) {
      half.close();
    }
    TestApp.await("it is given back", () -> signIn("192.0.2.1").status() != 503);
  }

  private Socket halfFrom(String address) {
    try {
      return half("/sign-in", 7_680, "X-Forwarded-For: " + address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Response signIn(String from) {
    return RawRequest.send(
        parley.port(),
        "POST /sign-in HTTP/1.1",
        "Host: localhost",
        "X-Forwarded-For: " + from,
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 4000",
        "",
        "e=" + "x".repeat(3998));
  }

  @Test
  void what_is_announced_and_not_sent_takes_no_room() throws Exception {
    start(bounds(64 * 1024, 200, 100, 30));
    for (int i = 0; i < 20; i++) {
      connect(
          "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 16000\r\n\r\n");
    }
    assertThat(signIn("192.0.2.1").status()).isNotEqualTo(503);
  }

  @Test
  void one_address_has_so_many_connections_on_which_nobody_signed_in_and_who_has_stays()
      throws Exception {
    start(bounds(64 * 1024 * 1024, 5, 100, 30));
    Socket signedIn = connect("");
    Member ada = Member.owner(parley);
    signedIn
        .getOutputStream()
        .write(
            ("GET /settings HTTP/1.1\r\nHost: localhost\r\nCookie: " + ada.cookie() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(signedIn.getInputStream().read()).isEqualTo('H');
    List<Socket> idle = new ArrayList<>();
    TestApp.await(
        "the next one is told",
        () -> {
          try {
            idle.add(connect(""));
            return says429();
          } catch (IOException e) {
            return false;
          }
        });
    assertThat(idle.size()).isBetween(2, 5);
    assertThat(ada.get("/settings").statusCode())
        .as("on the connection that she has")
        .isEqualTo(200);
    idle.getFirst().close();
    idle.get(1).close();
    TestApp.await("there is room again", () -> !says429());
  }

  private boolean says429() {
    try {
      String told =
          answer(connect("GET /up HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
      return told.startsWith("HTTP/1.1 429") && told.contains("from your address");
    } catch (IOException e) {
      return true; // cut off without a word
    }
  }

  @Test
  void requests_through_a_trusted_proxy_count_for_whom_it_speaks_and_its_connections_do_not()
      throws Exception {
    start(FEW, "127.0.0.1");
    // The one too many may be any of them, or the one that asks.
    for (int i = 0; i < 6; i++) {
      half("/sign-in", 100, "X-Forwarded-For: 2001:db8::" + i);
    }
    TestApp.await("one more of the same /64", () -> ask("2001:db8::99").status() == 429);
    assertThat(ask("2001:db8::99").text()).contains("5 requests from your address");
    assertThat(ask("2001:db8:0:1::1").status()).isEqualTo(200);
    assertThat(ask("192.0.2.9").status()).isEqualTo(200);
  }

  private Response ask(String from) {
    return RawRequest.send(
        parley.port(), "GET /up HTTP/1.1", "Host: localhost", "X-Forwarded-For: " + from);
  }

  @Test
  void streams_are_bounded_for_a_browser_and_for_an_account_and_the_one_too_many_is_told()
      throws Exception {
    start(bounds(64 * 1024 * 1024, 200, 4, 3));
    Member ada = Member.owner(parley);
    Member other = new Member(parley);
    other.signIn(Member.address("Ada"), Member.PASSWORD);
    Member sam = ada.invites("Sam", "member");
    String chat = ada.begin("Hello");
    String sams = sam.begin("Hello");
    List<EventReader> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      EventReader stream = ada.stream(chat, "0.0.0.0.0");
      assertThat(stream.next().name()).isEqualTo("hello");
      open.add(stream);
    }
    try (EventReader fourth = ada.stream(chat, "0.0.0.0.0")) {
      List<EventReader.Event> told = fourth.rest();
      assertThat(told).extracting(EventReader.Event::name).containsExactly("full");
      assertThat(told.getFirst().data()).contains("3 chats that this browser has open");
    }
    HttpResponse<String> text = ada.get(chat, "Accept", "text/plain");
    assertThat(text.statusCode()).isEqualTo(429);
    assertThat(text.headers().firstValue("Retry-After")).hasValue("60");
    assertThat(text.body()).contains("Close some");

    EventReader elsewhere = other.stream(chat, "0.0.0.0.0");
    assertThat(elsewhere.next().name()).isEqualTo("hello");
    open.add(elsewhere);
    try (EventReader fifth = other.stream(chat, "0.0.0.0.0")) {
      assertThat(fifth.rest().getFirst().data()).contains("4 chats that you have open");
    }
    try (EventReader hers = sam.stream(sams, "0.0.0.0.0")) {
      assertThat(hers.next().name()).isEqualTo("hello");
    }
    open.forEach(EventReader::close);
    TestApp.await(
        "seats are free again",
        () -> {
          try (EventReader again = ada.stream(chat, "0.0.0.0.0")) {
            return again.next().name().equals("hello");
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}

package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that no page of Parley makes get a clear answer, too.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenRequestsTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String NOBODYS = "/chat/01900000-0000-7000-8000-000000000000";

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);
  private String chat = "";

  @BeforeAll
  void begin() throws Exception {
    chat = parley.begin("Mine");
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
  }

  @AfterAll
  void stop() {
    parley.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NOBODYS,
        "/chat/1",
        "/chat/not-an-id",
        "/chat/01900000-0000-7000-8000-00000000000G",
        "/chat/..%2f..%2fetc%2fpasswd",
        "/chat/%2e%2e/%2e%2e/etc/passwd",
        "/%00",
        "/nothing",
        "/docs/nothing",
        "/chats?after=nothing",
        "/chats",
        "/chat",
        "/sse",
        NOBODYS + "/growing/2"
      })
  void what_is_not_there_is_a_page_that_leads_back(String path) {
    HttpResponse<String> response = parley.get(path, "Accept", "text/html");
    assertThat(response.statusCode()).isIn(400, 404);
    assertThat(Jsoup.parse(response.body()).select("main a[href=/]"))
        .as(response.body())
        .hasSize(1);
  }

  @Test
  void a_trailing_slash_is_another_address() {
    HttpResponse<String> response = parley.get(chat + "/", "Accept", "text/html");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Jsoup.parse(response.body()).select("main a[href=/]")).hasSize(1);
  }

  @Test
  void htmx_is_sent_to_the_page_that_says_so_instead_of_swapping_it_in() {
    HttpResponse<String> response = parley.get(NOBODYS, "HX-Request", "true");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("HX-Redirect")).contains(NOBODYS);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sse/01900000-0000-7000-8000-000000000000", "/sse/1", "/sse/%20"})
  void a_stream_of_a_chat_that_is_not_there_says_so_and_ends(String path) throws Exception {
    try (EventReader stream = parley.events(path)) {
      assertThat(stream.rest()).extracting(EventReader.Event::name).endsWith("gone");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "1.2.3",
        "1.2.3.4.5.6",
        "-1.2.0.0.0",
        "1.1e9.0.0.0",
        "999999999999999999999.1.1.1.1"
      })
  void a_malformed_position_gets_the_last_page_of_messages(String position) throws Exception {
    List<EventReader.Event> polled = parley.updates(chat, position);
    assertThat(polled.getFirst().from()).isEqualTo("*");
    assertThat(polled.getFirst().data()).contains("message-1").contains("message-2");
    try (EventReader stream = parley.stream(chat, position)) {
      EventReader.Event frame = stream.nextFrame();
      assertThat(frame.from()).isEqualTo("*");
      assertThat(frame.data()).isEqualTo(polled.getFirst().data());
    }
  }

  @Test
  void a_stream_without_a_position_gets_the_last_page_of_messages() throws Exception {
    try (EventReader stream = parley.events(chat.replace("/chat/", "/sse/"))) {
      assertThat(stream.nextFrame().from()).isEqualTo("*");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /, 'GET, HEAD'",
    "DELETE, /chat/x, 'GET, HEAD'",
    "PUT, /chat/x/messages, POST",
    "GET, /messages, POST",
    "GET, /chat/x/deletion, POST",
    "HEAD, /messages, POST",
    "OPTIONS, /sse/x, 'GET, HEAD'",
    "PATCH, /up, 'GET, HEAD'"
  })
  void a_wrong_method_is_told_the_right_one(String method, String path, String allowed) {
    Response response =
        RawRequest.send(
            parley.port(),
            method + " " + path + " HTTP/1.1",
            "Host: localhost",
            "Content-Length: 0");
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow")).isEqualTo(allowed);
  }

  @Test
  void nothing_is_changed_by_get() {
    for (String form :
        List.of("messages", "answers", "cancellation", "title", "deletion", "restoration")) {
      HttpResponse<String> response =
          parley.get(chat + "/" + form + "?text=a&title=b&message=2&action=again");
      assertThat(response.statusCode()).as(form).isEqualTo(405);
    }
    assertThat(parley.page(chat).select("#messages article")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text=%",
        "text=%4",
        "text=%zz",
        "text=%ff%fe",
        "text=%c3%28",
        "te%xt=a",
        "text=%ed%a0%80"
      })
  void a_form_with_broken_percent_encoding_is_refused(String body) {
    assertThat(post(FORM, body.getBytes(StandardCharsets.ISO_8859_1)).status()).isEqualTo(400);
  }

  @Test
  void a_form_that_is_not_in_utf_8_is_refused() {
    assertThat(post(FORM, new byte[] {'t', 'e', 'x', 't', '=', (byte) 0xe4}).status())
        .isEqualTo(400);
    assertThat(post("application/json", new byte[] {'{', '"', (byte) 0xff, '"', '}'}).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "\"text\"", "", "null", "{\"text\":\"a\"}}", "text=a"})
  void json_that_is_no_object_is_refused(String body) {
    Response response = post("application/json", body.getBytes(StandardCharsets.UTF_8));
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "multipart/form-data; boundary=x", "application/xml", "nonsense"})
  void another_content_type_is_refused(String type) {
    Response response = post(type, "text=a".getBytes(StandardCharsets.UTF_8));
    assertThat(response.status()).isEqualTo(415);
    assertThat(response.text()).contains("application/x-www-form-urlencoded");
  }

  @Test
  void a_body_of_more_than_one_megabyte_is_refused() {
    byte[] large = ("text=" + "a".repeat(1024 * 1024)).getBytes(StandardCharsets.UTF_8);
    Response announced =
        RawRequest.send(
            parley.port(),
            "POST /messages HTTP/1.1",
            "Host: localhost",
            "Content-Type: " + FORM,
            "Content-Length: " + large.length);
    assertThat(announced.status()).as("by its Content-Length, before it comes").isEqualTo(413);
    assertThat(announced.text()).contains("1,048,576 bytes");
    assertThat(chunked("/messages", large).status()).as("chunked, as it comes").isEqualTo(413);
    assertThat(chunked("/messages", "text=small".getBytes(StandardCharsets.UTF_8)).status())
        .as("assumed: a chunked form is read")
        .isEqualTo(303);
  }

  @Test
  void a_body_that_is_too_large_is_said_beside_the_field() {
    HttpResponse<String> response =
        parley.post(
            chat + "/messages", Map.of("text", "a".repeat(1024 * 1024)), "HX-Request", "true");
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(Jsoup.parse(response.body()).select("hx-partial").attr("hx-target"))
        .isEqualTo("#composer-error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/?text=%", "/?text=%ff", "/?text=%zz"})
  void a_broken_query_is_a_broken_request(String path) {
    Response response = get(path);
    assertThat(response.status()).isEqualTo(400);
  }

  @Test
  void a_broken_query_on_stream_and_poll_is_a_broken_request() {
    String id = chat.replace("/chat/", "");
    assertThat(get("/sse/" + id + "?after=%zz").status()).isEqualTo(400);
    assertThat(get(chat + "/updates?after=%ff").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "99999999999", "2147483647", "0"})
  void numbers_that_name_no_message_show_the_chat_or_nothing(String number) {
    assertThat(parley.get(chat + "?branch=" + number).statusCode()).isEqualTo(200);
    assertThat(parley.get(chat + "/growing/" + number).statusCode()).isEqualTo(404);
    assertThat(parley.get(chat + "?before=" + number).statusCode()).isIn(200, 404);
    for (String action : List.of("again", "retry", "continue")) {
      assertThat(
              parley
                  .post(chat + "/answers", Map.of("message", number, "action", action))
                  .statusCode())
          .as(action)
          .isEqualTo(404);
    }
    assertThat(parley.post(chat + "/cancellation", Map.of("message", number)).statusCode())
        .isEqualTo(303);
    assertThat(parley.page(chat).select("#messages article")).hasSize(2);
  }

  @Test
  void an_unknown_action_names_the_known_ones() {
    HttpResponse<String> response =
        parley.post(
            chat + "/answers", Map.of("message", "2", "action", "x"), "Accept", "text/plain");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("again, retry and continue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs", "/up", "CHAT", "/nothing"})
  void head_gives_the_headers_of_get_and_no_body(String path) {
    String asked = path.replace("CHAT", chat);
    Response get = get(asked);
    Response head =
        RawRequest.send(parley.port(), "HEAD " + asked + " HTTP/1.1", "Host: localhost");
    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void head_of_what_stays_open_does_not_stay_open() throws Exception {
    int open = parley.app().streams();
    String growing = parley.begin("Still going on");
    ScriptedProvider.Asked asked = model.asked("Still going on").say("It grows");
    parley.awaitPage(growing, "#message-2[data-state=writing]");
    Map<String, String> types =
        Map.of(
            growing.replace("/chat/", "/sse/"),
            "text/event-stream",
            growing + "/updates",
            "text/event-stream",
            growing + "/growing/2",
            "text/html; charset=utf-8",
            growing,
            "text/plain; charset=utf-8");
    types.forEach((path, type) -> {
      Response head =
          RawRequest.send(
              parley.port(),
              "HEAD " + path + " HTTP/1.1",
              "Host: localhost",
              "Accept: " + type.replaceFirst(";.*", ""));
      assertThat(head.status()).as(path).isEqualTo(200);
      assertThat(head.header("Content-Type")).as(path).isEqualTo(type);
      assertThat(head.body()).as(path).isEmpty();
    });
    TestApp.await("no stream was left open", () -> parley.app().streams() <= open);
    asked.finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nothing", NOBODYS, "/docs/nothing", "/chats?after=x", NOBODYS + "/growing/1"})
  void programs_get_problem_json_and_terminals_plain_text(String path) {
    HttpResponse<String> json = parley.get(path, "Accept", "application/json");
    assertThat(json.statusCode()).isEqualTo(404);
    assertThat(json.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json.body()).startsWith("{\"type\":\"about:blank\"").contains("\"status\":404");
    HttpResponse<String> text = parley.get(path, "Accept", "text/plain");
    assertThat(text.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(text.body()).endsWith(".\n").doesNotContain("<");
  }

  private Response get(String path) {
    return RawRequest.send(parley.port(), "GET " + path + " HTTP/1.1", "Host: localhost");
  }

  private Response post(String type, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                + type
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return RawRequest.sendBytes(parley.port(), null, request.toByteArray());
  }

  private Response chunked(String path, byte[] body) {
    return RawRequest.send(
        parley.port(),
        "POST " + path + " HTTP/1.1",
        "Host: localhost",
        "Content-Type: " + FORM,
        "Transfer-Encoding: chunked",
        "",
        Integer.toHexString(body.length),
        new String(body, StandardCharsets.ISO_8859_1),
        "0");
  }
}

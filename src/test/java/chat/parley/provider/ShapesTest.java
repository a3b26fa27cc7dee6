package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An answer is an answer, whatever its server calls it and however it packs it: the siblings of
/// the cases.
@Timeout(60)
final class ShapesTest {

  private static final String HELLO = delta("\"content\":\"Hello \"", null);
  private static final String THERE = delta("\"content\":\"there.\"", "stop");
  private static final String EVENTS = event(HELLO) + event(THERE) + event("[DONE]");

  private static final String WHOLE =
      """
      {"choices":[{"index":0,"message":{"role":"assistant","content":"Hello there."},\
      "finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2}}\
      """;

  private static final String GEMINI =
      "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello \"}]}}]}\n,\r\n"
          + "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"there.\"}]},"
          + "\"finishReason\":\"STOP\"}]}\n]";

  private static final String ANTHROPIC =
      "{\"type\":\"message\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"},"
          + "{\"type\":\"text\",\"text\":\"Hello there.\"}],\"stop_reason\":\"end_turn\","
          + "\"usage\":{\"input_tokens\":7,\"output_tokens\":2}}";

  private static final String OLLAMA =
      """
      {"message":{"content":"Hello "},"done":false}
      {"message":{"content":"there."},"done":true}
      """;

  private static final Duration LATE = Duration.ofSeconds(30);

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<ModelServer> servers = new ArrayList<>();

  @AfterEach
  public void close() {
    servers.forEach(ModelServer::close);
    upstream.close();
  }

  private static String delta(String fields, @Nullable String finish) {
    String reason = finish == null ? "null" : "\"" + finish + "\"";
    return "{\"choices\":[{\"index\":0,\"delta\":{"
        + fields
        + "},\"finish_reason\":"
        + reason
        + "}]}";
  }

  private static String event(String data) {
    return "data: " + data + "\n\n";
  }

  private ModelServer server(Protocol protocol, Timeouts timeouts) {
    ModelServer server =
        ModelServer.open(
            new ServerEndpoint("shapes", protocol, upstream.address(), Optional.of("a-key")),
            timeouts,
            Clock.systemUTC());
    servers.add(server);
    return server;
  }

  private Heard heard(Protocol protocol, Script script) throws InterruptedException {
    upstream.next(script);
    return Heard.from(server(protocol, Timeouts.DEFAULT), "m", "Hi");
  }

  private Heard heard(String body) throws InterruptedException {
    return heard(Protocol.OPENAI, body(200, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Script body(int status, byte[] body, String... headers) {
    return (_, wire) -> {
      wire.headed(status, List.of(headers), true);
      wire.raw(body);
      wire.end();
    };
  }

  private void assertIsUnderstood(Heard heard, String what) {
    assertThat(heard.ending()).as(what).isInstanceOf(Ending.Complete.class);
    assertThat(heard.text()).as(what).isEqualTo("Hello there.");
  }

  @Test
  void every_status_of_success_and_every_content_type_will_do_for_every_shape() throws Exception {
    Map<Protocol, List<String>> shapes =
        Map.of(
            Protocol.OPENAI,
                List.of(EVENTS, WHOLE, WHOLE + "\n\n" + event("[DONE]"), HELLO + THERE),
            Protocol.GEMINI, List.of(GEMINI, GEMINI.substring(1)),
            Protocol.ANTHROPIC, List.of(ANTHROPIC, event(ANTHROPIC)),
            Protocol.OLLAMA, List.of(OLLAMA, OLLAMA.replace("\n", "\n\n")));
    for (var protocol : shapes.entrySet()) {
      for (String body : protocol.getValue()) {
        for (String type :
            List.of(
                "Content-Type: text/event-stream",
                "Content-Type: application/json",
                "Content-Type: text/html; charset=utf-8",
                "Content-Type: application/octet-stream",
                "X-No: type")) {
          for (int status : List.of(200, 201, 206)) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            assertIsUnderstood(
                heard(protocol.getKey(), body(status, bytes, type)),
                status + " " + type + " " + body);
          }
        }
      }
    }
  }

  @Test
  void an_answer_is_unpacked_whether_its_header_says_so_or_not() throws Exception {
    byte[] plain = EVENTS.getBytes(StandardCharsets.UTF_8);
    byte[] gzip = packed(GZIPOutputStream::new);
    byte[] deflate = packed(DeflaterOutputStream::new);
    byte[] raw =
        packed(out -> new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true)));
    for (Script script :
        List.of(
            body(200, gzip, "Content-Encoding: gzip"),
            body(200, gzip, "Content-Encoding: x-gzip"),
            body(200, gzip, "Content-Encoding: GZIP"),
            body(200, gzip),
            body(200, deflate, "Content-Encoding: deflate"),
            body(200, raw, "Content-Encoding: deflate"),
            body(200, plain, "Content-Encoding: gzip"),
            body(200, plain, "Content-Encoding: deflate"),
            body(200, plain, "Content-Encoding: identity"))) {
      assertIsUnderstood(heard(Protocol.OPENAI, script), "packed");
    }
    assertThat(upstream.lastReceived().headers()).containsEntry("Accept-Encoding", "identity");
    Heard foreign = heard(Protocol.OPENAI, body(200, gzip, "Content-Encoding: br"));
    assertThat(foreign.kind()).isEqualTo(Kind.GARBLED);
    assertThat(foreign.fault().detail()).contains("packed").contains("br");
  }

  private interface Packing {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] packed(Packing packing) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = packing.over(packed)) {
      out.write(EVENTS.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  @Test
  void a_packed_stream_comes_piece_by_piece_and_a_bomb_is_defused() throws Exception {
    upstream.next((_, wire) -> {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      GZIPOutputStream gzip = new GZIPOutputStream(packed, true);
      gzip.write(event(HELLO).getBytes(StandardCharsets.UTF_8));
      gzip.flush();
      wire.headed(200, List.of("Content-Encoding: gzip"), true);
      wire.raw(packed.toByteArray());
      wire.silence();
    });
    Heard first =
        Heard.from(
            server(Protocol.OPENAI, new Timeouts(LATE, LATE, Duration.ofMillis(500), LATE)),
            "m",
            "Hi");
    assertThat(first.text()).isEqualTo("Hello ");
    byte[] bomb =
        packed(out -> {
          GZIPOutputStream gzip = new GZIPOutputStream(out);
          byte[] zeros = new byte[1_000_000];
          for (int i = 0; i < 80; i++) {
            gzip.write(zeros);
          }
          return gzip;
        });
    assertThat(heard(Protocol.OPENAI, body(200, bomb)).kind()).isEqualTo(Kind.GARBLED);
  }

  @Test
  void what_is_no_piece_of_an_answer_is_passed_over_wherever_it_stands() throws Exception {
    for (String other :
        List.of(
            "data:\n\n",
            "data:    \n\n",
            "data: null\n\n",
            "data: \"ping\"\n\n",
            "data: 7\n\n",
            "data: true\n\n",
            "data: ping\n\n",
            "data: : OPENROUTER PROCESSING\n\n",
            "data: <!-- still here -->\n\n",
            "<!-- still here -->\n\n",
            "data: {}\n\n",
            "data: []\n\n",
            "data: {\"type\":\"ping\"}\n\n",
            "data: {\"half\":\n\n",
            "event: ping\ndata:\n\n",
            "event: heartbeat\ndata: now\n\n",
            "id: 7\nretry: 10\n\n",
            "heartbeat\n\n",
            "\n\n\n",
            "\uFEFF\n",
            "\u0000\n\n",
            event("{\"error\":null,\"choices\":[]}"),
            event("{\"error\":{},\"choices\":null}"),
            event("{\"error\":false,\"choices\":[{\"index\":0}]}"),
            event("{\"error\":{\"message\":\"\",\"code\":null},\"choices\":[{}]}"),
            event("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}}]}"),
            event(delta("\"content\":null,\"reasoning_content\":null", "null")),
            event(delta("\"content\":\"\"", "None")),
            event(delta("\"content\":\"\"", "")))) {
      for (String body :
          List.of(
              other + EVENTS,
              event(HELLO) + other + event(THERE) + event("[DONE]"),
              event(HELLO) + event(THERE) + other + event("[DONE]"))) {
        assertIsUnderstood(heard(body), body);
      }
    }
  }

  @Test
  void the_text_is_found_beside_a_delta_that_has_none_and_is_not_said_twice() throws Exception {
    String end = "\"finish_reason\":\"stop\"}]}";
    for (String body :
        List.of(
            "{\"choices\":[{\"delta\":{},\"message\":{\"content\":\"Hello there.\"}," + end,
            "{\"choices\":[{\"delta\":{},\"message\":{\"content\":\"Hello there.\"}}]}",
            "{\"choices\":[{\"delta\":null,\"message\":null,\"text\":\"Hello there.\"," + end,
            "{\"choices\":[{\"delta\":{\"role\":\"assistant\"},\"text\":\"Hello there.\"," + end,
            delta("\"content\":{\"type\":\"text\",\"text\":\"Hello there.\"}", "stop"),
            delta("\"content\":[\"Hello \",\"there.\"]", "stop"),
            delta("\"content\":[{\"text\":\"Hello \"},\"there.\"]", "stop"))) {
      assertIsUnderstood(heard(event(body)), body);
      assertIsUnderstood(heard(body), body);
    }
    assertIsUnderstood(
        heard(
            event(HELLO)
                + event(delta("\"content\":\"there.\"", null))
                + event(
                    "{\"choices\":[{\"delta\":{},\"message\":{\"content\":\"Hello there.\"},"
                        + end)),
        "said once more at the end");
  }

  @Test
  void an_event_may_be_wrapped_once_more() throws Exception {
    String quoted =
        EVENTS.replace("\"", "\\\"").replace("data: ", "data: \"").replace("\n\n", "\"\n\n");
    for (String body :
        List.of(
            EVENTS.replace("data: ", "data: data: "),
            EVENTS.replace("data: ", "data:data:"),
            EVENTS.replace("data: ", "data: data: data: "),
            EVENTS.replace("data: ", "data: data: ").replace("\n\n", "\n"),
            quoted,
            event(HELLO) + event(delta("\"content\":\"there.\"", null)) + event("\"[DONE]\""))) {
      assertIsUnderstood(heard(body), body);
    }
  }

  @Test
  void the_mark_of_the_end_is_known_in_any_way_that_it_is_written() throws Exception {
    String open = event(HELLO) + event(delta("\"content\":\"there.\"", null));
    for (String mark : List.of("[DONE]", "[done]", " [ DONE ] ", "[Done]")) {
      assertIsUnderstood(
          heard(open + event(mark) + event(delta("\"content\":\"no\"", null))), mark);
    }
  }

  @Test
  void fields_that_are_written_otherwise_and_json_by_hand_are_read() throws Exception {
    for (String body :
        List.of(
            EVENTS.replace("data:", " data:"),
            EVENTS.replace("data:", "Data:"),
            EVENTS.replace("data:", "data :"),
            event(HELLO) + event(delta("\"content\":\"there.\"", null)) + "[DONE]\n\n",
            EVENTS.replace("\"index\":0,", "\"index\":0,\"logprobs\":[-Infinity,NaN],"),
            EVENTS.replace("}]}", "},]}"),
            event("{'choices':[{'delta':{'content':'Hello there.'},'finish_reason':'stop'}]}"))) {
      assertIsUnderstood(heard(body), body);
    }
  }

  @Test
  void who_finishes_in_every_piece_may_take_longer_for_the_next_than_an_end_takes()
      throws Exception {
    upstream.next((_, wire) -> {
      wire.headed(200, List.of(), true);
      wire.raw(event(delta("\"content\":\"Hel\"", "stop")));
      wire.raw(event(delta("\"content\":\"lo \"", "stop")));
      wire.pause(Duration.ofMillis(3_500));
      wire.raw(event(THERE) + event("[DONE]"));
      wire.end();
    });
    assertIsUnderstood(Heard.from(server(Protocol.OPENAI, Timeouts.DEFAULT), "m", "Hi"), "slow");
  }

  @Test
  void an_error_event_without_json_is_the_servers_words_in_every_protocol() throws Exception {
    for (Protocol protocol : Protocol.values()) {
      byte[] body = "event: error\ndata: Rate limit reached\n\n".getBytes(StandardCharsets.UTF_8);
      Heard heard = heard(protocol, body(200, body));
      assertThat(heard.kind()).as(protocol.title()).isEqualTo(Kind.RATE_LIMITED);
    }
  }

  @Test
  void a_finish_is_taken_back_by_text_that_comes_after_it() throws Exception {
    for (String body :
        List.of(
            event(delta("\"content\":\"Hello \"", "length")) + event(THERE),
            event(delta("\"content\":\"Hello \"", "content_filter")) + event(THERE),
            event(delta("\"content\":\"Hello \"", "tool_calls")) + event(THERE),
            event(delta("", "stop"))
                + event(HELLO)
                + event(delta("\"content\":\"there.\"", "eos")))) {
      Heard heard = heard(body);
      assertIsUnderstood(heard, body);
      assertThat(heard.ending()).isEqualTo(new Ending.Complete(false, null, null));
    }
    Heard broken =
        heard(
            event(delta("\"content\":\"Hello \"", "stop"))
                + event(delta("\"content\":\"the\"", null)));
    assertThat(broken.kind()).as("the last text has no end").isEqualTo(Kind.BROKE_OFF);
    assertThat(heard(event(delta("", "stop")) + event("[DONE]")).kind()).isEqualTo(Kind.GARBLED);
  }

  @Test
  void an_error_under_success_is_told_in_the_words_and_the_kind_of_the_server() throws Exception {
    for (String body :
        List.of(
            "{\"error\":{\"message\":\"Incorrect API key provided\",\"code\":\"invalid_api_key\"}}",
            "{\"detail\":\"Incorrect API key provided\"}",
            "[{\"error\":{\"message\":\"Incorrect API key provided\",\"code\":401}}]",
            "data: {\"error\":\"Incorrect API key provided\"}\n\n",
            "event: error\ndata: Incorrect API key provided\n\n",
            "data: Incorrect API key provided\n\n",
            "Incorrect API key provided")) {
      Fault fault = heard(body).fault();
      assertThat(fault.kind()).as(body).isEqualTo(Kind.WRONG_KEY);
      assertThat(fault.detail()).as(body).contains("Incorrect API key provided");
    }
    Fault page = heard("<!doctype html><title>Sign in</title><p>Please sign in</p>").fault();
    assertThat(page.kind()).isEqualTo(Kind.GARBLED);
    assertThat(page.detail()).startsWith("A page instead of an answer").contains("Please sign in");
  }

  @Test
  void an_error_under_success_is_of_the_number_that_stands_in_it() throws Exception {
    String miniMax =
        "{\"choices\":null,\"base_resp\":{\"status_code\":%d,\"status_msg\":\"Sorry, no\"}}";
    Map<String, Kind> kinds =
        Map.of(
            "{\"code\":401,\"msg\":\"Sorry, no\"}",
            Kind.WRONG_KEY,
            "{\"code\":\"401\",\"msg\":\"Sorry, no\",\"data\":null}",
            Kind.WRONG_KEY,
            "{\"code\":429,\"message\":\"Sorry, no\"}",
            Kind.RATE_LIMITED,
            "{\"status\":500,\"message\":\"Sorry, no\"}",
            Kind.UNAVAILABLE,
            "{\"code\":400,\"message\":\"Sorry, no\"}",
            Kind.DECLINED,
            "{\"code\":200,\"message\":\"Sorry, no\"}",
            Kind.GARBLED,
            miniMax.formatted(1004),
            Kind.WRONG_KEY,
            miniMax.formatted(1008),
            Kind.CREDIT_USED_UP,
            miniMax.formatted(1002),
            Kind.RATE_LIMITED,
            miniMax.formatted(1000),
            Kind.UNAVAILABLE);
    for (var one : kinds.entrySet()) {
      for (String body : List.of(one.getKey(), event(one.getKey()))) {
        Fault fault = heard(body).fault();
        assertThat(fault.kind()).as(body).isEqualTo(one.getValue());
        assertThat(fault.detail()).as(body).contains("Sorry, no");
      }
    }
    String well = "\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"},\"choices\"";
    assertIsUnderstood(heard(EVENTS.replace("\"choices\"", well)), "no error");
    byte[] listed = "{\"code\":401,\"msg\":\"无效的令牌\"}".getBytes(StandardCharsets.UTF_8);
    Fault fault = heard(Protocol.OPENAI, body(200, listed)).fault();
    assertThat(fault.kind()).isEqualTo(Kind.WRONG_KEY);
    assertThat(fault.detail()).contains("无效的令牌");
  }

  @Test
  void an_error_of_any_type_is_one_in_anthropics_protocol() throws Exception {
    for (String error :
        List.of(
            "{\"type\":\"authentication_error\",\"error\":{\"message\":\"Sorry, no\"}}",
            "{\"type\":\"x\",\"error\":{\"type\":\"authentication_error\",\"message\":\"Sorry, no\"}}",
            "{\"error\":{\"type\":\"authentication_error\",\"message\":\"Sorry, no\"}}")) {
      byte[] body = error.getBytes(StandardCharsets.UTF_8);
      Fault fault = heard(Protocol.ANTHROPIC, body(200, body)).fault();
      assertThat(fault.kind()).as(error).isEqualTo(Kind.WRONG_KEY);
      assertThat(fault.detail()).as(error).contains("Sorry, no");
    }
  }

  @Test
  void a_server_that_speaks_as_ollamas_generate_is_understood() throws Exception {
    String pieces =
        """
        {"response":"","thinking":"hm"}
        {"response":"Hello ","done":false}
        {"response":"there.","done":false}
        {"response":"","done":true,"context":[1,2]}
        """;
    Heard heard = heard(Protocol.OLLAMA, body(200, pieces.getBytes(StandardCharsets.UTF_8)));
    assertIsUnderstood(heard, "generate");
    assertThat(heard.reasoning()).isEqualTo("hm");
  }

  @Test
  void reasoning_and_text_are_found_in_every_field_that_servers_use() throws Exception {
    for (String field :
        List.of(
            "\"reasoning_content\":\"hm\"",
            "\"reasoning\":\"hm\"",
            "\"thinking\":\"hm\"",
            "\"reasoning\":\"hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\"}]",
            "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\"}]",
            "\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"hm\"}]",
            "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]")) {
      Heard heard = heard(event(delta(field, null)) + EVENTS);
      assertThat(heard.reasoning()).as(field).isEqualTo("hm");
      assertThat(heard.text()).as(field).isEqualTo("Hello there.");
    }
    assertIsUnderstood(
        heard(event("{\"choices\":[{\"text\":\"Hello there.\",\"finish_reason\":\"stop\"}]}")),
        "completions");
    assertIsUnderstood(
        heard("{\"choices\":[{\"text\":\"Hello there.\",\"finish_reason\":\"length\"}]}"), "whole");
  }

  @Test
  void a_kept_connection_that_turns_out_to_be_dead_is_asked_once_more_on_a_new_one()
      throws Exception {
    for (Script dead : List.<Script>of((_, wire) -> wire.close(), (_, wire) -> wire.reset())) {
      ModelServer server = server(Protocol.OPENAI, Timeouts.DEFAULT);
      byte[] body = EVENTS.getBytes(StandardCharsets.UTF_8);
      upstream.next(body(200, body), dead, body(200, body), body(200, body));
      assertIsUnderstood(Heard.from(server, "m", "Hi"), "first");
      assertIsUnderstood(Heard.from(server, "m", "Hi"), "on a dead connection");
      assertIsUnderstood(Heard.from(server, "m", "Hi"), "third");
    }
  }

  @Test
  void a_new_connection_that_says_nothing_is_not_asked_again() throws Exception {
    int before = upstream.received().size();
    upstream.next((_, wire) -> wire.close(), body(200, new byte[0]));
    assertThat(Heard.from(server(Protocol.OPENAI, Timeouts.DEFAULT), "m", "Hi").kind())
        .isEqualTo(Kind.BROKE_OFF);
    assertThat(upstream.received()).hasSize(before + 1);
  }

  @Test
  void a_dead_connection_is_not_asked_again_for_ever() throws Exception {
    ModelServer server = server(Protocol.OPENAI, Timeouts.DEFAULT);
    byte[] body = EVENTS.getBytes(StandardCharsets.UTF_8);
    upstream.next(body(200, body), (_, wire) -> wire.close(), (_, wire) -> wire.close());
    assertIsUnderstood(Heard.from(server, "m", "Hi"), "first");
    assertThat(Heard.from(server, "m", "Hi").kind()).isEqualTo(Kind.BROKE_OFF);
    assertThat(upstream.received()).hasSize(3);
  }

  @Test
  void signs_of_life_keep_an_answer_alive() throws Exception {
    Timeouts timeouts = new Timeouts(LATE, LATE, Duration.ofSeconds(2), LATE);
    for (String sign :
        List.of(": still here\n\n", event(delta("\"content\":\"\"", null)), event("ping"))) {
      upstream.next((_, wire) -> {
        wire.headed(200, List.of(), true);
        wire.raw(event(HELLO));
        for (int i = 0; i < 12; i++) {
          wire.pause(Duration.ofMillis(200));
          wire.raw(sign);
        }
        wire.raw(event(THERE));
        wire.end();
      });
      assertIsUnderstood(Heard.from(server(Protocol.OPENAI, timeouts), "m", "Hi"), sign);
    }
  }

  @Test
  void signs_of_life_without_an_end_end_when_a_first_character_would_have_been_due()
      throws Exception {
    Timeouts timeouts = new Timeouts(LATE, Duration.ofSeconds(2), LATE, LATE);
    upstream.next((_, wire) -> {
      wire.headed(200, List.of(), true);
      wire.raw(event(HELLO));
      alive(wire);
    });
    Heard endless = Heard.from(server(Protocol.OPENAI, timeouts), "m", "Hi");
    assertThat(endless.kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(endless.text()).isEqualTo("Hello ");
    upstream.awaitDisconnect();
  }

  private static void alive(Wire wire) throws IOException, InterruptedException {
    while (true) {
      wire.raw(": still here\n\n");
      wire.pause(Duration.ofMillis(50));
    }
  }

  @Test
  void a_flood_of_nothing_ends() throws Exception {
    Heard heard =
        heard(
            Protocol.OPENAI,
            (_, wire) -> {
              wire.headed(200, List.of(), true);
              String nothing = ": nothing\n\n".repeat(50_000);
              while (true) {
                wire.raw(nothing);
              }
            });
    assertThat(heard.kind()).isEqualTo(Kind.GARBLED);
    upstream.awaitDisconnect();
  }
}

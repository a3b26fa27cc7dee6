package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every protocol makes of a server that behaves badly.
@Timeout(60)
abstract class ModelServerFaults {

  static final String KEY = "AIzaSyAlice-secret-1234";
  static final Duration SOON = Duration.ofMillis(300);
  static final Duration LATE = Duration.ofSeconds(30);
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));

  final Protocol protocol;
  final Words words;
  final ScriptedUpstream upstream = ScriptedUpstream.start();
  final ModelServer server;

  ModelServerFaults(Protocol protocol, Words words) {
    this.protocol = protocol;
    this.words = words;
    this.server = server(Timeouts.DEFAULT);
  }

  final ModelServer server(Timeouts timeouts) {
    ServerEndpoint connection =
        new ServerEndpoint("alices", protocol, upstream.address(), Optional.of(KEY));
    return ModelServer.open(connection, timeouts, CLOCK);
  }

  @AfterEach
  public void close() {
    server.close();
    upstream.close();
  }

  final Heard heard(Script script) throws InterruptedException {
    upstream.next(script);
    return Heard.from(server, "m", "Hi");
  }

  final Prompt begun(String prefix) {
    return new Prompt(
        "m", List.of(new Turn(TurnRole.USER, "Hi"), new Turn(TurnRole.ASSISTANT, prefix)));
  }

  final Script cut(Script then) {
    return words.after(Scripts.numbered(3), then);
  }

  @Test
  void silence_before_the_first_token_times_out_whatever_keeps_the_connection_open()
      throws Exception {
    try (ModelServer hasty = server(new Timeouts(LATE, SOON, LATE, LATE))) {
      upstream.next((_, wire) -> {
        words.begin(wire);
        while (true) {
          words.keepAlive(wire);
          wire.pause(Duration.ofMillis(20));
        }
      });
      assertThat(Heard.from(hasty, "m", "Hi").kind()).isEqualTo(Kind.TIMED_OUT);
      upstream.awaitDisconnect();
    }
  }

  @Test
  void silence_between_two_tokens_times_out_and_keeps_the_text() throws Exception {
    try (ModelServer hasty = server(new Timeouts(LATE, LATE, SOON, LATE))) {
      // One piece: between two, a busy machine might be silent too.
      upstream.next(words.after(Scripts.numbered(1), (_, wire) -> wire.silence()));
      Heard heard = Heard.from(hasty, "m", "Hi");
      assertThat(heard.text()).isEqualTo("word0 ");
      assertThat(heard.kind()).isEqualTo(Kind.TIMED_OUT);
      upstream.awaitDisconnect();
    }
  }

  @Test
  void a_connection_that_ends_in_the_middle_broke_off_and_keeps_the_text() throws Exception {
    for (Script script :
        List.<Script>of(
            cut((_, wire) -> wire.close()),
            cut((_, wire) -> wire.end()),
            cut((_, wire) -> {
              wire.raw("data: {\"half\":");
              wire.end();
            }))) {
      Heard heard = heard(script);
      assertThat(heard.text()).isEqualTo("word0 word1 word2 ");
      assertThat(heard.kind()).as(heard.fault().detail()).isEqualTo(Kind.BROKE_OFF);
    }
    // What was not yet read is lost with a reset.
    assertThat(heard(cut((_, wire) -> wire.reset())).kind()).isEqualTo(Kind.BROKE_OFF);
  }

  @Test
  void an_error_in_the_middle_is_the_servers_and_the_text_stays() throws Exception {
    Heard heard =
        heard(
            cut((_, wire) -> {
              words.overloaded(wire);
              wire.end();
            }));
    assertThat(heard.text()).isEqualTo("word0 word1 word2 ");
    assertThat(heard.fault().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(heard.fault().detail()).containsIgnoringCase("overloaded");
  }

  @Test
  void what_is_no_answer_is_garbled() throws Exception {
    for (Script script :
        List.of(
            Scripts.htmlPage(200),
            Scripts.refusal(200, "Ollama is running"),
            Scripts.refusal(200, "{\"hello\":\"world\"}"),
            Scripts.refusal(301, "Moved", "Location: https://example.org/v1"),
            Scripts.events("not json"),
            Scripts.events("[1,2]"),
            Scripts.events(),
            Scripts.hugeLine(10_000_000),
            words.good(),
            words.good("<think>only thoughts</think>"),
            (_, wire) -> {
              wire.stream();
              wire.uncoded("this is no chunk size\r\n");
            })) {
      Fault fault = heard(script).fault();
      assertThat(fault.kind()).as(fault.detail()).isEqualTo(Kind.GARBLED);
    }
  }

  @Test
  void a_server_that_cannot_now_is_unavailable_and_after_it_the_next_answer_comes()
      throws Exception {
    for (int status : List.of(500, 502, 503, 529)) {
      assertThat(heard(Scripts.refusal(status, "Bad day")).kind()).isEqualTo(Kind.UNAVAILABLE);
    }
    assertThat(heard(Scripts.htmlPage(502)).fault().detail()).isEqualTo("502 Welcome to the proxy");
    assertThat(heard(words.good("Here")).text()).isEqualTo("Here");
  }

  @Test
  void the_key_is_in_no_fault_and_in_no_address() throws Exception {
    Heard heard = heard(Scripts.refusal(401, "{\"error\":{\"message\":\"Wrong: " + KEY + "\"}}"));
    assertThat(heard.kind()).isEqualTo(Kind.WRONG_KEY);
    assertThat(heard.fault().detail()).doesNotContain(KEY).doesNotContain("secret");
    assertThat(upstream.lastReceived().path()).doesNotContain(KEY);
    upstream.listing((request, wire) ->
        Scripts.refusal(403, request.path() + request.headers()).play(request, wire));
    assertThat(server.models())
        .isInstanceOfSatisfying(
            Provider.Listing.Unknown.class,
            unknown -> {
              assertThat(unknown.fault().kind()).isEqualTo(Kind.WRONG_KEY);
              assertThat(unknown.fault().detail()).doesNotContain(KEY);
            });
  }

  @Test
  void a_list_that_is_none_is_said() {
    for (String body : List.of("Hello", "{}", "{\"data\":7,\"models\":7}")) {
      upstream.listing(Scripts.refusal(200, body));
      assertThat(server.models())
          .isInstanceOfSatisfying(
              Provider.Listing.Unknown.class,
              unknown -> assertThat(unknown.fault().kind()).as(body).isEqualTo(Kind.GARBLED));
    }
  }
}

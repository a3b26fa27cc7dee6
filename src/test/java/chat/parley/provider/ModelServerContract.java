package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every protocol keeps, whatever its server does: a subclass for each.
@Timeout(60)
abstract class ModelServerContract {

  static final String KEY = "AIzaSyAlice-secret-1234";
  static final Duration SOON = Duration.ofMillis(300);
  static final Duration LATE = Duration.ofSeconds(30);
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));

  final Protocol protocol;
  final Words words;
  final ScriptedUpstream upstream = ScriptedUpstream.start();
  final ModelServer server;

  ModelServerContract(Protocol protocol, Words words) {
    this.protocol = protocol;
    this.words = words;
    this.server = server(Timeouts.DEFAULT);
  }

  final ModelServer server(Timeouts timeouts) {
    Connection connection =
        new Connection("alices", protocol, upstream.address(), Optional.of(KEY));
    return ModelServer.open(connection, timeouts, CLOCK);
  }

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  final Heard heard(Script script) throws InterruptedException {
    upstream.next(script);
    return Heard.from(server, "m", "Hi");
  }

  final Prompt begun(String prefix) {
    return new Prompt("m", List.of(new Turn(Role.USER, "Hi"), new Turn(Role.ASSISTANT, prefix)));
  }

  final Script cut(Script then) {
    return words.after(Scripts.numbered(3), then);
  }

  @Test
  void an_answer_comes_in_pieces_and_ends_with_the_tokens_counted() throws Exception {
    Heard heard = heard(words.good("Hello, ", "world"));
    assertThat(heard.chunks()).containsExactly(new Chunk.Text("Hello, "), new Chunk.Text("world"));
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(false, 7, 2));
  }

  @Test
  void reasoning_comes_apart_from_the_text() throws Exception {
    Heard heard =
        heard((_, wire) -> {
          words.begin(wire);
          words.reasoning(wire, "Let me ");
          words.reasoning(wire, "see. ");
          words.text(wire, "Yes.");
          words.finish(wire, false);
          wire.end();
        });
    assertThat(heard.chunks())
        .containsExactly(
            new Chunk.Reasoning("Let me "), new Chunk.Reasoning("see. "), new Chunk.Text("Yes."));
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(false, 7, 2));
  }

  @Test
  void an_answer_that_met_the_length_limit_is_cut_short() throws Exception {
    Heard heard =
        heard((_, wire) -> {
          words.begin(wire);
          words.text(wire, "This is cut");
          words.finish(wire, true);
          wire.end();
        });
    assertThat(heard.text()).isEqualTo("This is cut");
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(true, 7, 2));
  }

  @Test
  void a_stream_cut_at_every_byte_reads_the_same() throws Exception {
    for (int size = 1; size <= 40; size++) {
      int splitEvery = size;
      String lineEnd = size % 2 == 0 ? "\r\n" : "\n";
      Heard heard =
          heard((_, wire) -> {
            wire.splitEvery(splitEvery);
            wire.lineEnd(lineEnd);
            words.begin(wire);
            words.text(wire, Scripts.HELLO);
            words.text(wire, "世界 👋");
            words.finish(wire, false);
            wire.end();
          });
      assertThat(heard.text()).as("in pieces of " + size).isEqualTo(Scripts.HELLO + "世界 👋");
      assertThat(heard.ending()).isInstanceOf(Ending.Complete.class);
    }
  }

  @Test
  void a_second_end_and_what_comes_after_the_end_change_nothing() throws Exception {
    for (Script then :
        List.<Script>of(
            (_, wire) -> {
              words.finish(wire, true);
              words.text(wire, "after the end");
              wire.end();
            },
            (_, wire) -> wire.close(),
            (_, wire) -> wire.silence())) {
      Heard heard =
          heard((request, wire) -> {
            words.begin(wire);
            words.text(wire, "once");
            words.finish(wire, false);
            then.play(request, wire);
          });
      assertThat(heard.text()).isEqualTo("once");
      assertThat(heard.ending()).isEqualTo(new Ending.Complete(false, 7, 2));
    }
  }

  @Test
  void an_endless_answer_is_cut_short_at_the_bound_and_its_connection_closed() throws Exception {
    String piece = "x".repeat(100_000);
    upstream.next((_, wire) -> {
      words.begin(wire);
      while (true) {
        words.text(wire, piece);
      }
    });
    Heard heard = Heard.from(server, "m", "Hi");
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(true, null, null));
    assertThat(heard.text()).hasSize(Answering.MAX_CHARACTERS);
    upstream.awaitDisconnect();
  }

  @Test
  void what_the_sink_throws_comes_out_unchanged_and_the_connection_is_closed() {
    upstream.next(cut((_, wire) -> wire.silence()));
    IllegalStateException thrown = new IllegalStateException("Fenced");
    assertThatThrownBy(() ->
            server.answer(
                new Prompt("m", List.of(new Turn(Role.USER, "Hi"))),
                _ -> {
                  throw thrown;
                }))
        .isSameAs(thrown);
    assertThat(upstream)
        .satisfies(left -> assertThat(left.awaitDisconnect().method()).isEqualTo("POST"));
  }

  @Test
  void interrupting_ends_the_answer_and_closes_the_connection() throws Exception {
    upstream.next(cut((_, wire) -> wire.silence()));
    CountDownLatch heard = new CountDownLatch(3);
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                server.answer(
                    new Prompt("m", List.of(new Turn(Role.USER, "Hi"))), _ -> heard.countDown());
              } catch (Throwable e) {
                outcome.set(e);
              }
            });
    heard.await();
    thread.interrupt();
    assertThat(thread.join(LATE)).isTrue();
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    upstream.awaitDisconnect();
  }

  @Test
  void a_connection_is_used_again() throws Exception {
    assertThat(heard(words.good("one")).text()).isEqualTo("one");
    assertThat(heard(words.good("two")).text()).isEqualTo("two");
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void fifty_answers_at_once_all_come_whole() throws Exception {
    String[] pieces = Scripts.numbered(20);
    upstream.always((_, wire) -> {
      words.begin(wire);
      for (String piece : pieces) {
        words.text(wire, piece);
        wire.pause(Duration.ofMillis(10));
      }
      words.finish(wire, false);
      wire.end();
    });
    AtomicInteger whole = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Heard heard = Heard.from(server, "m", "Hi");
                  if (heard.text().equals(String.join("", pieces))
                      && heard.ending().equals(new Ending.Complete(false, 7, 2))) {
                    whole.incrementAndGet();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(whole).hasValue(50);
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
            Scripts.refusal(400, "Bad Request"),
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
  void neighbours_of_one_role_become_one_message_and_blank_ones_are_left_out() throws Exception {
    upstream.next(words.good("ok"));
    Heard.from(
        server,
        new Prompt(
            "m",
            List.of(
                new Turn(Role.SYSTEM, "Be short"),
                new Turn(Role.USER, "A question whose answer failed"),
                new Turn(Role.ASSISTANT, " "),
                new Turn(Role.USER, "The next one"))));
    String body = upstream.lastReceived().json().toString();
    assertThat(body).contains("Be short", "A question whose answer failed\\n\\nThe next one");
    assertThat(body).containsOnlyOnce("\"user\"");
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

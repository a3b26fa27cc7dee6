package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.support.Script;
import chat.parley.support.Scripts;
import chat.parley.support.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What every protocol keeps, whatever its server does: a subclass for each.
abstract class ModelServerContract extends ModelServerFaults {

  ModelServerContract(Protocol protocol, Words words) {
    super(protocol, words);
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
  void a_second_end_and_what_breaks_after_the_end_change_nothing() throws Exception {
    for (Script then :
        List.<Script>of(
            (_, wire) -> {
              words.finish(wire, true);
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
    assertThat(heard.text()).hasSize(AnswerOutput.MAX_CHARACTERS);
    upstream.awaitDisconnect();
  }

  @Test
  void what_the_sink_throws_comes_out_unchanged_and_the_connection_is_closed() {
    upstream.next(cut((_, wire) -> wire.silence()));
    IllegalStateException thrown = new IllegalStateException("Fenced");
    assertThatThrownBy(() ->
            server.answer(
                new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
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
                    new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
                    _ -> heard.countDown());
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
  void a_retired_server_answers_who_comes_late_and_keeps_nothing_open() throws Exception {
    assertThat(heard(words.good("one")).text()).isEqualTo("one");
    assertThat(server.isGone()).isFalse();
    server.retire();
    assertThat(server.isGone()).isTrue();
    assertThat(heard(words.good("two")).text()).isEqualTo("two");
    assertThat(server.isGone()).isTrue();
    assertThat(upstream.connections()).isEqualTo(2);
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
  void neighbours_of_one_role_become_one_message_and_blank_ones_are_left_out() throws Exception {
    upstream.next(words.good("ok"));
    Heard.from(
        server,
        new Prompt(
            "m",
            List.of(
                new Turn(TurnRole.SYSTEM, "Be short"),
                new Turn(TurnRole.USER, "A question whose answer failed"),
                new Turn(TurnRole.ASSISTANT, " "),
                new Turn(TurnRole.USER, "The next one"))));
    String body = upstream.lastReceived().json().toString();
    assertThat(body).contains("Be short", "A question whose answer failed\\n\\nThe next one");
    assertThat(body).containsOnlyOnce("\"user\"");
  }
}

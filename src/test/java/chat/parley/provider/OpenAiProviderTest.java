package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.support.Received;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import java.time.Duration;
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

@Timeout(60)
final class OpenAiProviderTest {

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final OpenAiProvider provider = provider(Optional.of("sk-alice-1234"));

  private OpenAiProvider provider(Optional<String> key) {
    return new OpenAiProvider(
        "openai", upstream.url(), key, Timeouts.DEFAULT, InstantSource.system());
  }

  @AfterEach
  public void close() {
    provider.close();
    upstream.close();
  }

  @Test
  void an_answer_comes_in_pieces_and_ends_with_the_tokens_counted() throws Exception {
    upstream.next(Scripts.good("Hello, ", "world"));
    Heard heard = Heard.from(provider, "m", "Hi");
    assertThat(heard.chunks()).containsExactly(new Chunk.Text("Hello, "), new Chunk.Text("world"));
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(false, 7, 2));
  }

  @Test
  void the_request_carries_the_model_the_turns_and_the_key() throws Exception {
    upstream.next(Scripts.good("ok"));
    Heard.from(
        provider,
        new Prompt(
            "gpt",
            List.of(
                new Turn(TurnRole.SYSTEM, "Be short"),
                new Turn(TurnRole.USER, "One"),
                new Turn(TurnRole.ASSISTANT, "1"),
                new Turn(TurnRole.USER, "Two \"and\" more\n"))));
    Received request = upstream.lastReceived();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/v1/chat/completions");
    assertThat(request.headers())
        .containsEntry("Authorization", "Bearer sk-alice-1234")
        .containsEntry("User-Agent", "Parley");
    assertThat(request.json().at("/model").asText()).isEqualTo("gpt");
    assertThat(request.json().at("/stream").asBoolean()).isTrue();
    assertThat(request.json().at("/stream_options/include_usage").asBoolean()).isTrue();
    assertThat(request.json().at("/messages").findValuesAsText("role"))
        .containsExactly("system", "user", "assistant", "user");
    assertThat(request.json().at("/messages").findValuesAsText("content"))
        .containsExactly("Be short", "One", "1", "Two \"and\" more\n");
  }

  @Test
  void neighbours_of_one_role_become_one_message_and_blank_ones_are_left_out() throws Exception {
    upstream.next(Scripts.good("ok"));
    Heard.from(
        provider,
        new Prompt(
            "m",
            List.of(
                new Turn(TurnRole.USER, "A question whose answer failed"),
                new Turn(TurnRole.ASSISTANT, " "),
                new Turn(TurnRole.USER, "The next one"))));
    assertThat(upstream.lastReceived().json().at("/messages").findValuesAsText("content"))
        .containsExactly("A question whose answer failed\n\nThe next one");
  }

  @Test
  void the_models_are_asked_for_with_the_key() {
    upstream.listing((request, wire) -> {
      String asked = request.path() + "+" + request.headers().get("Authorization");
      Scripts.listing(asked).play(request, wire);
    });
    assertThat(provider.models())
        .isEqualTo(
            new Provider.Listing.Models(
                List.of(new Model("openai", "/v1/models+Bearer sk-alice-1234", 32_768))));
  }

  @Test
  void without_a_key_no_authorization_is_sent() throws Exception {
    try (OpenAiProvider keyless = provider(Optional.of("  "))) {
      upstream.next(Scripts.good("ok"));
      assertThat(Heard.from(keyless, "m", "Hi").text()).isEqualTo("ok");
      assertThat(upstream.lastReceived().headers()).doesNotContainKey("Authorization");
    }
  }

  @Test
  void reasoning_comes_apart_from_the_text() throws Exception {
    upstream.next(Scripts.reasoning("Let me see. ", "Yes."));
    Heard heard = Heard.from(provider, "m", "Hi");
    assertThat(heard.chunks())
        .containsExactly(new Chunk.Reasoning("Let me see. "), new Chunk.Text("Yes."));
  }

  @Test
  void every_dialect_of_reasoning_is_understood() throws Exception {
    upstream.next(
        Scripts.events(
            "{\"choices\":[{\"delta\":{\"reasoning\":\"a\",\"content\":\"\"}}]}",
            "{\"choices\":[{\"delta\":{\"reasoning\":\"b\",\"reasoning_content\":\"b\"}}]}",
            """
            {"choices":[{"delta":{"content":[{"type":"thinking","thinking":\
            [{"type":"text","text":"c"}]}]}}]}\
            """,
            "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"Yes\"}]}}]}",
            "{\"choices\":[{\"delta\":{\"refusal\":\"!\"},\"finish_reason\":\"stop\"}]}",
            "[DONE]"));
    Heard heard = Heard.from(provider, "m", "Hi");
    assertThat(heard.reasoning()).isEqualTo("abc");
    assertThat(heard.text()).isEqualTo("Yes!");
  }

  @Test
  void a_think_tag_at_the_start_is_reasoning() throws Exception {
    upstream.next(Scripts.good("<thi", "nk>Let me see.</th", "ink>\n\nYes."));
    Heard heard = Heard.from(provider, "m", "Hi");
    assertThat(heard.reasoning()).isEqualTo("Let me see.");
    assertThat(heard.text()).isEqualTo("Yes.");
  }

  @Test
  void an_answer_that_met_the_length_limit_is_cut_short() throws Exception {
    upstream.next(Scripts.cutShort("This is cut"));
    assertThat(Heard.from(provider, "m", "Hi").ending())
        .isEqualTo(new Ending.Complete(true, null, null));
  }

  @Test
  void a_stream_cut_at_every_byte_reads_the_same() throws Exception {
    for (int size = 1; size <= 40; size++) {
      int splitEvery = size;
      String lineEnd = size % 3 == 0 ? "\r\n" : size % 3 == 1 ? "\n" : "\r";
      upstream.next((_, wire) -> {
        wire.splitEvery(splitEvery);
        wire.lineEnd(lineEnd);
        wire.stream();
        wire.comment("OPENROUTER PROCESSING");
        wire.text(Scripts.HELLO);
        wire.raw("event: message" + lineEnd + "id: 7" + lineEnd + "nonsense" + lineEnd);
        wire.data("{\"choices\":[{\"delta\":{\"content\":\"世界 👋\"}}]}");
        wire.comment("ping");
        wire.finish("stop");
        wire.done();
        wire.end();
      });
      Heard heard = Heard.from(provider, "m", "Hi");
      assertThat(heard.text()).as("in pieces of " + size).isEqualTo(Scripts.HELLO + "世界 👋");
      assertThat(heard.ending()).isInstanceOf(Ending.Complete.class);
    }
  }

  @Test
  void the_end_is_known_by_its_reason_or_by_done_and_either_will_do() throws Exception {
    upstream.next(
        (_, wire) -> {
          wire.streamUntilClose();
          wire.text("no done");
          wire.finish("eos");
          wire.close();
        },
        (_, wire) -> {
          wire.stream();
          wire.text("no reason");
          wire.raw("data: [DONE]");
          wire.end();
        },
        (_, wire) -> {
          wire.stream();
          wire.text("twice");
          wire.finish("stop");
          wire.finish("stop");
          wire.done();
          wire.done();
          wire.text("after the end");
          wire.end();
        },
        (_, wire) -> {
          wire.stream();
          wire.text("and never closed");
          wire.finish("stop");
          wire.done();
          wire.silence();
        });
    for (String text : List.of("no done", "no reason", "twice", "and never closed")) {
      Heard heard = Heard.from(provider, "m", "Hi");
      assertThat(heard.text()).isEqualTo(text);
      assertThat(heard.ending()).isInstanceOf(Ending.Complete.class);
    }
  }

  @Test
  void a_server_that_does_not_stream_answers_in_one_piece() throws Exception {
    upstream.next((_, wire) ->
        wire.respond(
            200,
            "application/json",
            """
            {"choices":[{"message":{"role":"assistant","content":"All at once"},\
            "finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}\
            """));
    Heard heard = Heard.from(provider, "m", "Hi");
    assertThat(heard.text()).isEqualTo("All at once");
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(false, 3, 4));
  }

  @Test
  void an_endless_answer_is_cut_short_at_the_bound_and_its_connection_closed() throws Exception {
    upstream.next(Scripts.endless("x".repeat(100_000)));
    AtomicInteger characters = new AtomicInteger();
    Ending ending =
        provider.answer(
            new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
            chunk -> {
              if (chunk instanceof Chunk.Text(String text)) {
                characters.addAndGet(text.length());
              }
            });
    assertThat(ending).isEqualTo(new Ending.Complete(true, null, null));
    assertThat(characters).hasValue(AnswerOutput.MAX_CHARACTERS);
    upstream.awaitDisconnect();
  }

  @Test
  void the_sink_is_called_on_the_calling_thread() throws Exception {
    upstream.next(Scripts.reasoning("a", "b"));
    List<Thread> threads = new ArrayList<>();
    provider.answer(
        new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
        _ -> threads.add(Thread.currentThread()));
    assertThat(threads).hasSize(2).containsOnly(Thread.currentThread());
  }

  @Test
  void what_the_sink_throws_comes_out_unchanged_and_the_connection_is_closed() throws Exception {
    for (Throwable thrown :
        List.of(new IllegalStateException("Fenced"), new AssertionError("Worse"))) {
      upstream.next(Scripts.silentAfter(1));
      assertThatThrownBy(() ->
              provider.answer(
                  new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
                  _ -> OpenAiProviderTest.<RuntimeException>raise(thrown)))
          .isSameAs(thrown);
      upstream.awaitDisconnect();
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void interrupting_ends_the_answer_and_closes_the_connection() throws Exception {
    for (int pieces : List.of(0, 1, 3)) {
      CountDownLatch asked = new CountDownLatch(1);
      upstream.next((request, wire) -> {
        asked.countDown();
        Scripts.silentAfter(pieces).play(request, wire);
      });
      CountDownLatch heard = new CountDownLatch(pieces);
      AtomicReference<Throwable> outcome = new AtomicReference<>();
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  provider.answer(
                      new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
                      _ -> heard.countDown());
                } catch (Throwable e) {
                  outcome.set(e);
                }
              });
      asked.await();
      heard.await();
      thread.interrupt();
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
      assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
      upstream.awaitDisconnect();
    }
  }

  @Test
  void an_interruption_within_the_sink_is_noticed_though_the_stream_never_pauses()
      throws Exception {
    upstream.next(Scripts.endless("word "));
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                provider.answer(
                    new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
                    _ -> Thread.currentThread().interrupt());
              } catch (Throwable e) {
                outcome.set(e);
              }
            });
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    upstream.awaitDisconnect();
  }

  @Test
  void closing_the_provider_ends_its_answers() throws Exception {
    upstream.next(Scripts.silentAfter(1));
    OpenAiProvider closing = provider(Optional.empty());
    AtomicReference<Ending> outcome = new AtomicReference<>();
    CountDownLatch began = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome.set(
                    closing.answer(
                        new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
                        _ -> began.countDown()));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    began.await();
    closing.close();
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(outcome.get()).isInstanceOf(Ending.Faulted.class);
  }

  @Test
  void two_hundred_answers_at_once_all_come_whole() throws Exception {
    int answers = 200;
    int pieces = 25;
    upstream.always(Scripts.paced(pieces, Duration.ofMillis(10)));
    String expected = String.join("", Scripts.numbered(pieces));
    AtomicInteger whole = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Heard heard = Heard.from(provider, "m", "Hi");
                  if (heard.text().equals(expected)
                      && heard.ending() instanceof Ending.Complete(boolean cut, _, _)
                      && !cut) {
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
    assertThat(whole).hasValue(answers);
  }

  @Test
  void a_connection_is_used_again_and_one_that_the_server_closed_is_not() throws Exception {
    upstream.next(Scripts.good("one"), Scripts.good("two"));
    assertThat(Heard.from(provider, "m", "Hi").text()).isEqualTo("one");
    assertThat(Heard.from(provider, "m", "Hi").text()).isEqualTo("two");
    assertThat(upstream.connections()).isEqualTo(1);
    int port = upstream.port();
    upstream.close();
    try (ScriptedUpstream restarted = ScriptedUpstream.start(port)) {
      restarted.next(Scripts.good("three"));
      assertThat(Heard.from(provider, "m", "Hi").text()).isEqualTo("three");
    }
  }
}

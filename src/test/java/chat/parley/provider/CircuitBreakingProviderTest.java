package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.OllamaWords;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CircuitBreakingProviderTest {

  private final OllamaWords words = new OllamaWords();
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final SettableClock clock = new SettableClock();
  private final ModelServer server =
      ModelServer.open(
          new ServerEndpoint("alices", Protocol.OLLAMA, upstream.address(), Optional.empty()),
          Timeouts.DEFAULT,
          clock);
  private final CircuitBreakingProvider guarded = new CircuitBreakingProvider(server, clock);

  @AfterEach
  public void close() {
    server.close();
    upstream.close();
  }

  private void open() throws InterruptedException {
    for (int i = 0; i < CircuitBreaker.FAULTS; i++) {
      upstream.next(Scripts.refusal(503, "Loading"));
      assertThat(Heard.from(guarded, "m", "Hi").kind()).isEqualTo(Kind.UNAVAILABLE);
    }
    assertThat(guarded.breaker()).isInstanceOf(CircuitBreaker.Open.class);
  }

  @Test
  void a_server_that_loads_a_model_is_not_down() throws Exception {
    for (int i = 0; i < CircuitBreaker.FAULTS + 1; i++) {
      upstream.next(Scripts.refusal(503, "{\"error\":\"Model m is currently loading\"}"));
      assertThat(Heard.from(guarded, "m", "Hi").kind()).isEqualTo(Kind.LOADING);
    }
    assertThat(guarded.breaker()).isEqualTo(CircuitBreaker.untried());
  }

  @Test
  void it_passes_through_what_it_guards() throws Exception {
    upstream.next(words.good("Hello"));
    assertThat(Heard.from(guarded, "m", "Hi").text()).isEqualTo("Hello");
    assertThat(guarded.name()).isEqualTo("alices");
    assertThat(guarded.continuesPrefix()).isTrue();
    assertThat(guarded.breaker()).isEqualTo(CircuitBreaker.untried());
  }

  @Test
  void a_server_that_is_down_is_left_alone_until_it_is_time_and_one_answer_finds_it_well()
      throws Exception {
    open();
    Heard refused = Heard.from(guarded, "m", "Hi");
    assertThat(refused.fault().detail()).startsWith("Not asked:").endsWith("503 Loading");
    assertThat(refused.fault().retryAfter()).isEqualTo(CircuitBreaker.FIRST_WAIT);
    assertThat(upstream.received()).hasSize(CircuitBreaker.FAULTS);
    clock.advance(CircuitBreaker.FIRST_WAIT);
    upstream.next(words.good("Back"));
    assertThat(Heard.from(guarded, "m", "Hi").text()).isEqualTo("Back");
    assertThat(guarded.breaker()).isEqualTo(CircuitBreaker.untried());
  }

  @Test
  void while_one_tries_the_others_are_refused_and_its_first_word_lets_them_in() throws Exception {
    open();
    clock.advance(CircuitBreaker.FIRST_WAIT);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch speak = new CountDownLatch(1);
    upstream.next((_, wire) -> {
      asked.countDown();
      speak.await();
      words.begin(wire);
      words.text(wire, "I");
      wire.silence();
    });
    CountDownLatch heard = new CountDownLatch(1);
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread trying =
        Thread.ofVirtual()
            .start(() -> {
              try {
                guarded.answer(
                    new Prompt("m", List.of(new Turn(TurnRole.USER, "Hi"))),
                    _ -> heard.countDown());
              } catch (Throwable e) {
                outcome.set(e);
              }
            });
    asked.await();
    assertThat(guarded.breaker()).isInstanceOf(CircuitBreaker.HalfOpen.class);
    assertThat(Heard.from(guarded, "m", "Hi").fault().detail()).contains("being tried right now");
    speak.countDown();
    heard.await();
    upstream.next(words.good("Me too"));
    assertThat(Heard.from(guarded, "m", "Hi").text()).isEqualTo("Me too");
    trying.interrupt();
    assertThat(trying.join(Duration.ofSeconds(30))).isTrue();
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_try_that_is_stopped_leaves_the_turn_to_the_next() throws Exception {
    open();
    clock.advance(CircuitBreaker.FIRST_WAIT);
    CountDownLatch asked = new CountDownLatch(1);
    upstream.next((_, wire) -> {
      asked.countDown();
      wire.silence();
    });
    Thread trying =
        Thread.ofVirtual()
            .start(() ->
                assertThatThrownBy(() -> Heard.from(guarded, "m", "Hi"))
                    .isInstanceOf(InterruptedException.class));
    asked.await();
    trying.interrupt();
    assertThat(trying.join(Duration.ofSeconds(30))).isTrue();
    upstream.next(words.good("Back"));
    assertThat(Heard.from(guarded, "m", "Hi").text()).isEqualTo("Back");
  }

  @Test
  void a_listing_shows_that_the_server_is_back() throws Exception {
    open();
    upstream.listing(Scripts.refusal(500, "Still down"));
    guarded.models();
    assertThat(Heard.from(guarded, "m", "Hi").fault().detail()).startsWith("Not asked:");
    upstream.listing(Scripts.refusal(200, "{\"models\":[]}"));
    guarded.models();
    upstream.next(words.good("Back"));
    assertThat(Heard.from(guarded, "m", "Hi").text()).isEqualTo("Back");
  }

  @Test
  void an_answer_that_broke_after_its_first_word_does_not_count() throws Exception {
    for (int i = 0; i < 2 * CircuitBreaker.FAULTS; i++) {
      upstream.next(
          words.after(
              Scripts.numbered(1),
              (_, wire) -> {
                words.overloaded(wire);
                wire.end();
              }));
      assertThat(Heard.from(guarded, "m", "Hi").kind()).isEqualTo(Kind.UNAVAILABLE);
    }
    assertThat(guarded.breaker()).isEqualTo(CircuitBreaker.untried());
  }
}

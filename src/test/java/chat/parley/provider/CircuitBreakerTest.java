package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CircuitBreakerTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Fault REFUSED_CONNECTION =
      new Fault(Kind.UNREACHABLE, "Connection refused", null);

  private static CircuitBreaker failed(CircuitBreaker from, int times) {
    CircuitBreaker breaker = from;
    for (int i = 0; i < times; i++) {
      breaker = breaker.failed(REFUSED_CONNECTION, false, NOON);
    }
    return breaker;
  }

  private static CircuitBreaker.Open open() {
    return (CircuitBreaker.Open) failed(CircuitBreaker.untried(), CircuitBreaker.FAULTS);
  }

  @Test
  void it_opens_after_several_faults_in_a_row_and_not_before() {
    CircuitBreaker almost = failed(CircuitBreaker.untried(), CircuitBreaker.FAULTS - 1);
    assertThat(almost).isEqualTo(new CircuitBreaker.Closed(CircuitBreaker.FAULTS - 1));
    assertThat(almost.admits(NOON)).isTrue();
    assertThat(almost.refusal(NOON)).isEmpty();
    assertThat(failed(almost, 1))
        .isEqualTo(
            new CircuitBreaker.Open(
                REFUSED_CONNECTION, 1, NOON, NOON.plus(CircuitBreaker.FIRST_WAIT)));
    assertThat(failed(almost.succeeded(), CircuitBreaker.FAULTS - 1))
        .isEqualTo(new CircuitBreaker.Closed(CircuitBreaker.FAULTS - 1));
  }

  @Test
  void only_faults_that_say_that_the_server_is_down_count() {
    Set<Kind> down = EnumSet.of(Kind.UNREACHABLE, Kind.TIMED_OUT, Kind.UNAVAILABLE);
    for (Kind kind : Kind.values()) {
      CircuitBreaker next =
          new CircuitBreaker.Closed(3).failed(new Fault(kind, "", null), false, NOON);
      assertThat(next)
          .as("%s", kind)
          .isEqualTo(new CircuitBreaker.Closed(down.contains(kind) ? 4 : 0));
    }
  }

  @Test
  void while_it_is_open_answers_are_refused_with_the_reason_and_the_time() {
    Instant later = NOON.plusMillis(2_500);
    assertThat(open().admits(later)).isFalse();
    Fault refusal = open().refusal(later).orElseThrow();
    assertThat(refusal.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(8));
    assertThat(refusal.detail())
        .isEqualTo(
            "Not asked: the server failed several times in a row, and it is asked again in 8 s."
                + " The last time: Connection refused");
  }

  @Test
  void a_server_that_was_silent_is_not_said_to_have_been_silent_now() {
    Fault silent = new Fault(Kind.TIMED_OUT, "Nothing came", null);
    CircuitBreaker breaker =
        new CircuitBreaker.Closed(CircuitBreaker.FAULTS - 1).failed(silent, false, NOON);
    assertThat(breaker.refusal(NOON).orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void after_the_wait_one_may_try_and_the_others_wait_for_it() {
    Instant time = open().triesAgainAt();
    assertThat(open().admits(time.minusNanos(1))).isFalse();
    assertThat(open().admits(time)).isTrue();
    CircuitBreaker trying = open().entered(time);
    assertThat(trying).isEqualTo(new CircuitBreaker.HalfOpen(REFUSED_CONNECTION, 1, time));
    assertThat(trying.admits(time.plusSeconds(600))).isFalse();
    assertThat(trying.refusal(time).orElseThrow().detail()).contains("is being tried right now");
    assertThat(trying.succeeded()).isEqualTo(CircuitBreaker.untried());
  }

  @Test
  void each_try_that_fails_doubles_the_wait_up_to_the_longest() {
    CircuitBreaker breaker = open();
    for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
      CircuitBreaker.Open opened = (CircuitBreaker.Open) breaker;
      assertThat(Duration.between(opened.since(), opened.triesAgainAt()))
          .isEqualTo(Duration.ofSeconds(seconds));
      Instant time = opened.triesAgainAt();
      breaker = opened.entered(time).failed(REFUSED_CONNECTION, true, time);
    }
  }

  @Test
  void what_was_asked_before_it_opened_says_nothing_new_unless_it_is_good() {
    assertThat(open().failed(REFUSED_CONNECTION, false, NOON.plusSeconds(5))).isEqualTo(open());
    CircuitBreaker trying = open().entered(NOON.plusSeconds(10));
    assertThat(trying.failed(REFUSED_CONNECTION, false, NOON.plusSeconds(11))).isEqualTo(trying);
    assertThat(open().succeeded()).isEqualTo(CircuitBreaker.untried());
  }

  @Test
  void a_server_that_says_how_long_is_left_alone_for_so_long() {
    CircuitBreaker almost = new CircuitBreaker.Closed(CircuitBreaker.FAULTS - 1);
    Fault short_ = new Fault(Kind.UNAVAILABLE, "", Duration.ofSeconds(1));
    Fault long_ = new Fault(Kind.UNAVAILABLE, "", Duration.ofSeconds(45));
    Fault endless = new Fault(Kind.UNAVAILABLE, "", Duration.ofDays(1));
    assertThat(almost.failed(short_, false, NOON).admits(NOON.plusSeconds(9))).isFalse();
    assertThat(almost.failed(long_, false, NOON).admits(NOON.plusSeconds(44))).isFalse();
    assertThat(almost.failed(long_, false, NOON).admits(NOON.plusSeconds(45))).isTrue();
    assertThat(almost.failed(endless, false, NOON).admits(NOON.plus(CircuitBreaker.LONGEST_WAIT)))
        .isTrue();
  }

  @Test
  void a_try_that_was_abandoned_leaves_the_turn_to_the_next() {
    Instant time = NOON.plusSeconds(10);
    CircuitBreaker abandoned = open().entered(time).abandoned(time);
    assertThat(abandoned.admits(time)).isTrue();
    assertThat(abandoned.entered(time)).isInstanceOf(CircuitBreaker.HalfOpen.class);
    assertThat(new CircuitBreaker.Closed(2).abandoned(time))
        .isEqualTo(new CircuitBreaker.Closed(2));
  }

  @Test
  void a_server_that_was_seen_is_tried_at_once() {
    assertThat(open().seen(NOON.plusSeconds(1)).admits(NOON.plusSeconds(1))).isTrue();
    assertThat(new CircuitBreaker.Closed(2).seen(NOON)).isEqualTo(new CircuitBreaker.Closed(2));
  }

  @Test
  void a_clock_that_was_set_back_does_not_hold_it_open() {
    assertThat(open().admits(NOON.minusSeconds(3_600))).isTrue();
  }
}

package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import chat.parley.provider.RetryPolicy.Step;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {

  private static final RetryPolicy SHORTEST = new RetryPolicy(() -> 0.0);
  private static final RetryPolicy LONGEST = new RetryPolicy(() -> 0.999_999);

  @Test
  void only_what_passes_by_itself_is_tried_again() {
    Set<Kind> passing = EnumSet.of(Kind.RATE_LIMITED, Kind.UNAVAILABLE, Kind.UNREACHABLE);
    for (Kind kind : Kind.values()) {
      Step step = SHORTEST.after(fault(kind, null), 1);
      assertThat(step instanceof Step.Again).as("%s", kind).isEqualTo(passing.contains(kind));
    }
  }

  @Test
  void the_waits_double_and_end_with_the_last_try() {
    Fault fault = fault(Kind.UNAVAILABLE, null);
    assertThat(SHORTEST.after(fault, 1)).isEqualTo(again(1_000));
    assertThat(SHORTEST.after(fault, 2)).isEqualTo(again(2_000));
    assertThat(SHORTEST.after(fault, 3)).isEqualTo(again(4_000));
    assertThat(SHORTEST.after(fault, RetryPolicy.MAX_TRIES)).isEqualTo(new Step.GiveUp());
    assertThat(SHORTEST.after(fault, 1_000)).isEqualTo(new Step.GiveUp());
  }

  @Test
  void the_waits_are_stretched_by_up_to_a_half() {
    assertThat(LONGEST.after(fault(Kind.UNREACHABLE, null), 3)).isEqualTo(again(6_000));
  }

  @Test
  void what_the_server_asked_for_is_waited_for() {
    Fault fault = fault(Kind.RATE_LIMITED, Duration.ofSeconds(60));
    assertThat(SHORTEST.after(fault, 1)).isEqualTo(again(60_000));
    assertThat(LONGEST.after(fault, 1)).isEqualTo(again(60_500));
    assertThat(SHORTEST.after(fault(Kind.RATE_LIMITED, Duration.ZERO), 3)).isEqualTo(again(0));
  }

  @Test
  void a_wait_of_more_than_a_minute_is_left_to_the_person() {
    Fault fault = fault(Kind.RATE_LIMITED, Duration.ofMillis(60_001));
    assertThat(SHORTEST.after(fault, 1)).isEqualTo(new Step.GiveUp());
  }

  private static Step again(long millis) {
    return new Step.Again(Duration.ofMillis(millis));
  }

  private static Fault fault(Kind kind, @Nullable Duration retryAfter) {
    return new Fault(kind, "", retryAfter);
  }
}

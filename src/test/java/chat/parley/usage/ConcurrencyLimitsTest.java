package chat.parley.usage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyLimitsTest {
  private static final FixedConcurrency CONFIGURED = new FixedConcurrency(10, 2, 3);

  @Test
  void whom_nobody_limits_may_have_as_many_as_there_are_in_all() {
    assertThat(new ConcurrencyLimits(CONFIGURED, _ -> 0, _ -> 0).ofAccount("ada")).isEqualTo(10);
  }

  @Test
  void what_was_decided_counts() {
    ConcurrencyLimits decided = new ConcurrencyLimits(CONFIGURED, _ -> 5, _ -> 1);
    assertThat(decided.ofAccount("ada")).isEqualTo(5);
    assertThat(decided.ofProvider("mine")).isEqualTo(1);
  }

  @Test
  void where_nothing_was_decided_the_configuration_counts() {
    ConcurrencyLimits limits = ConcurrencyLimits.of(CONFIGURED);
    assertThat(limits.ofAccount("ada")).isEqualTo(2);
    assertThat(limits.ofProvider("mine")).isEqualTo(3);
  }
}

package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.generation.Leases.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final Set<Long> NONE = Set.of();

  private long now = -5_000_000_000L; // it may begin anywhere, below zero too
  private final Leases leases = new Leases("this", QueueTimings.SHIPPED.lease(), () -> now);

  @Test
  void a_lease_that_stands_still_for_its_length_has_ended() {
    Lease lease = held("other", 1, 7);
    assertThat(leases.ended(List.of(lease), NONE)).isEmpty();
    pass(9_900, lease);
    assertThat(leases.ended(List.of(lease), NONE)).isEmpty();
    pass(100, lease);
    assertThat(leases.ended(List.of(lease), NONE)).containsExactly(lease);
  }

  @Test
  void a_renewal_begins_it_anew_and_so_does_an_epoch() {
    leases.ended(List.of(held("other", 1, 7)), NONE);
    pass(9_000, held("other", 1, 7));
    leases.ended(List.of(held("other", 1, 8)), NONE);
    pass(9_000, held("other", 1, 8));
    leases.ended(List.of(held("other", 2, 8)), NONE);
    pass(9_000, held("other", 2, 8));
    assertThat(leases.ended(List.of(held("other", 2, 8)), NONE)).isEmpty();
    pass(1_000, held("other", 2, 8));
    assertThat(leases.ended(List.of(held("other", 2, 8)), NONE)).hasSize(1);
  }

  @Test
  void who_has_slept_watches_anew_before_it_takes_anything_over() {
    Lease lease = held("other", 1, 7);
    leases.ended(List.of(lease), NONE);
    now += Duration.ofHours(8).toNanos();
    assertThat(leases.ended(List.of(lease), NONE)).as("both may have slept").isEmpty();
    pass(9_900, lease);
    assertThat(leases.ended(List.of(lease), NONE)).isEmpty();
    pass(100, lease);
    assertThat(leases.ended(List.of(lease), NONE)).containsExactly(lease);
  }

  @Test
  void a_process_never_ends_its_own_live_workers_and_at_once_what_they_left() {
    Lease lease = held("this", 1, 0);
    now += Duration.ofHours(8).toNanos();
    assertThat(leases.ended(List.of(lease), Set.of(lease.generation()))).isEmpty();
    assertThat(leases.ended(List.of(lease), NONE)).containsExactly(lease);
  }

  @Test
  void where_no_other_process_can_be_at_work_everything_has_ended_at_once() {
    Leases alone = new Leases("this", Duration.ZERO, () -> now);
    assertThat(alone.ended(List.of(held("other", 1, 7)), NONE)).hasSize(1);
  }

  /// Time in which it looks every second, as it does.
  private void pass(long millis, Lease lease) {
    for (long left = millis; left > 0; left -= 1_000) {
      leases.ended(List.of(lease), NONE);
      now += TimeUnit.MILLISECONDS.toNanos(Math.min(left, 1_000));
    }
  }

  private static Lease held(String holder, int epoch, int renewals) {
    return new Lease(4, holder, epoch, renewals);
  }
}

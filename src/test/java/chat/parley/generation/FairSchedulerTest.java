package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.generation.FairScheduler.RunningAnswer;
import chat.parley.generation.FairScheduler.WaitingAnswer;
import chat.parley.usage.ConcurrencyLimits;
import chat.parley.usage.FixedConcurrency;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairSchedulerTest {
  private static final ConcurrencyLimits PLENTY =
      ConcurrencyLimits.of(new FixedConcurrency(1000, 0, 0));

  @Test
  void everyone_begins_at_once_while_there_is_room() {
    assertThat(ids(admit(PLENTY, List.of(), ada(1), ada(2), ben(3)))).containsExactly(1L, 3L, 2L);
  }

  @Test
  void who_has_least_under_way_goes_first() {
    List<RunningAnswer> busy =
        List.of(new RunningAnswer("ada", "p"), new RunningAnswer("ada", "p"));
    assertThat(
            ids(
                admit(
                    ConcurrencyLimits.of(new FixedConcurrency(3, 0, 0)),
                    busy,
                    ada(1),
                    ada(2),
                    ben(3))))
        .containsExactly(3L);
  }

  @Test
  void who_sends_a_hundred_does_not_keep_the_others_waiting() {
    List<WaitingAnswer> waiting = new ArrayList<>();
    for (int id = 1; id <= 100; id++) {
      waiting.add(ada(id));
    }
    waiting.add(ben(101));
    waiting.add(new WaitingAnswer(102, "cleo", "p"));
    assertThat(
            ids(
                new FairScheduler(ConcurrencyLimits.of(new FixedConcurrency(4, 0, 0)), List.of())
                    .admit(waiting)))
        .containsExactly(1L, 101L, 102L, 2L);
  }

  @Test
  void an_account_and_a_provider_have_limits_of_their_own() {
    ConcurrencyLimits limits = ConcurrencyLimits.of(new FixedConcurrency(10, 2, 3));
    List<WaitingAnswer> admitted =
        admit(limits, List.of(), ada(1), ada(2), ada(3), ben(4), ben(5), other(6, "cleo", "q"));
    assertThat(ids(admitted)).containsExactly(1L, 4L, 6L, 2L);
  }

  @Test
  void a_full_provider_does_not_hold_up_those_behind_it() {
    List<RunningAnswer> busy = List.of(new RunningAnswer("ada", "p"));
    assertThat(
            ids(
                admit(
                    ConcurrencyLimits.of(new FixedConcurrency(10, 0, 1)),
                    busy,
                    ada(1),
                    ben(2),
                    other(3, "ada", "q"))))
        .containsExactly(3L);
  }

  @Test
  void places_count_round_by_round() {
    FairScheduler line =
        new FairScheduler(
            ConcurrencyLimits.of(new FixedConcurrency(1, 0, 0)),
            List.of(new RunningAnswer("ada", "p")));
    assertThat(line.places(List.of(ada(1), ada(2), ben(3), ben(4), ben(5))))
        .containsEntry(3L, 1)
        .containsEntry(1L, 2)
        .containsEntry(4L, 3)
        .containsEntry(2L, 4)
        .containsEntry(5L, 5);
  }

  @Test
  void whatever_comes_the_limits_hold_and_nobody_waits_without_a_reason() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      ConcurrencyLimits limits =
          ConcurrencyLimits.of(
              new FixedConcurrency(1 + random.nextInt(6), random.nextInt(4), random.nextInt(4)));
      List<WaitingAnswer> waiting = new ArrayList<>();
      for (int id = 0; id < random.nextInt(12); id++) {
        waiting.add(other(id, "a" + random.nextInt(3), "p" + random.nextInt(2)));
      }
      List<WaitingAnswer> admitted = new FairScheduler(limits, List.of()).admit(waiting);
      assertThat(waiting).as("seed %d", seed).containsAll(admitted);
      assertThat(admitted).as("seed %d", seed).doesNotHaveDuplicates();
      assertThat(admitted.size()).as("seed %d", seed).isLessThanOrEqualTo(limits.answers());
      for (WaitingAnswer one : waiting) {
        long ofAccount = admitted.stream().filter(a -> a.account().equals(one.account())).count();
        long ofProvider =
            admitted.stream().filter(a -> a.provider().equals(one.provider())).count();
        assertThat(ofAccount).as("seed %d", seed).isLessThanOrEqualTo(limits.ofAccount("any"));
        assertThat(ofProvider).as("seed %d", seed).isLessThanOrEqualTo(limits.ofProvider("any"));
        assertThat(
                admitted.contains(one)
                    || admitted.size() == limits.answers()
                    || ofAccount == limits.ofAccount("any")
                    || ofProvider == limits.ofProvider("any"))
            .as("seed %d: %s has a reason to wait", seed, one)
            .isTrue();
      }
    }
  }

  private static List<WaitingAnswer> admit(
      ConcurrencyLimits limits, List<RunningAnswer> busy, WaitingAnswer... waiting) {
    return new FairScheduler(limits, busy).admit(List.of(waiting));
  }

  private static List<Long> ids(List<WaitingAnswer> waiting) {
    return waiting.stream().map(WaitingAnswer::id).toList();
  }

  private static WaitingAnswer ada(long id) {
    return other(id, "ada", "p");
  }

  private static WaitingAnswer ben(long id) {
    return other(id, "ben", "p");
  }

  private static WaitingAnswer other(long id, String account, String provider) {
    return new WaitingAnswer(id, account, provider);
  }
}

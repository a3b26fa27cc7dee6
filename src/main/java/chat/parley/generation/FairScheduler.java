package chat.parley.generation;

import chat.parley.usage.Concurrency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who is next: fair between accounts, in order within one, one answer at a time in a conversation.
///
/// The account with the fewest answers under way goes first; among equals, who waits longest. Pure.
final class FairScheduler {
  private final Concurrency limits;
  private final Map<String, Integer> ofAccount = new HashMap<>();
  private final Map<String, Integer> ofProvider = new HashMap<>();
  private int running;

  FairScheduler(Concurrency limits, List<RunningAnswer> busy) {
    this.limits = limits;
    for (RunningAnswer one : busy) {
      count(one.account(), one.provider());
    }
  }

  /// An answer that is being written.
  record RunningAnswer(String account, String provider) {}

  /// An answer that is the next one of its conversation.
  record WaitingAnswer(long id, String account, String provider) {}

  /// Those that may begin now, in the order in which they should.
  ///
  /// @param waiting in the order in which they came
  List<WaitingAnswer> admit(List<WaitingAnswer> waiting) {
    List<WaitingAnswer> admitted = new ArrayList<>();
    List<WaitingAnswer> left = new ArrayList<>(waiting);
    while (running < limits.answers()) {
      WaitingAnswer next =
          left.stream()
              .filter(this::mayBegin)
              .min(Comparator.comparingInt(this::share))
              .orElse(null);
      if (next == null) {
        break;
      }
      left.remove(next);
      admitted.add(next);
      count(next.account(), next.provider());
    }
    return admitted;
  }

  /// The places of those that wait, from 1: round by round, an account each, and within a round
  /// those first who have the fewest under way.
  ///
  /// @param waiting in the order in which they came
  Map<Long, Integer> places(List<WaitingAnswer> waiting) {
    Map<String, Integer> turns = new HashMap<>();
    List<QueueTurn> line = new ArrayList<>();
    for (int order = 0; order < waiting.size(); order++) {
      WaitingAnswer one = waiting.get(order);
      int round = turns.merge(one.account(), 1, Integer::sum);
      line.add(new QueueTurn(one.id(), round, share(one), order));
    }
    line.sort(
        Comparator.comparingInt(QueueTurn::round)
            .thenComparingInt(QueueTurn::share)
            .thenComparingInt(QueueTurn::order));
    Map<Long, Integer> places = new HashMap<>();
    line.forEach(turn -> places.put(turn.id(), places.size() + 1));
    return places;
  }

  private record QueueTurn(long id, int round, int share, int order) {}

  private boolean mayBegin(WaitingAnswer one) {
    return ofAccount.getOrDefault(one.account(), 0) < limits.ofAccount(one.account())
        && ofProvider.getOrDefault(one.provider(), 0) < limits.ofProvider(one.provider());
  }

  private int share(WaitingAnswer one) {
    return ofAccount.getOrDefault(one.account(), 0);
  }

  private void count(String account, String provider) {
    running++;
    ofAccount.merge(account, 1, Integer::sum);
    ofProvider.merge(provider, 1, Integer::sum);
  }
}

package chat.parley.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who is next: fair between accounts, in order within one, one answer at a time in a conversation.
///
/// The account with the fewest answers under way goes first; among equals, who waits longest. Pure.
final class Line {
  private final Capacity limits;
  private final Map<String, Integer> ofAccount = new HashMap<>();
  private final Map<String, Integer> ofProvider = new HashMap<>();
  private int running;

  Line(Capacity limits, List<Busy> busy) {
    this.limits = limits;
    for (Busy one : busy) {
      count(one.account(), one.provider());
    }
  }

  /// An answer that is being written.
  record Busy(String account, String provider) {}

  /// An answer that is the next one of its conversation.
  record Waiting(long id, String account, String provider) {}

  /// Those that may begin now, in the order in which they should.
  ///
  /// @param waiting in the order in which they came
  List<Waiting> admit(List<Waiting> waiting) {
    List<Waiting> admitted = new ArrayList<>();
    List<Waiting> left = new ArrayList<>(waiting);
    while (running < limits.answers()) {
      Waiting next =
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
  Map<Long, Integer> places(List<Waiting> waiting) {
    Map<String, Integer> turns = new HashMap<>();
    List<Turn> line = new ArrayList<>();
    for (int order = 0; order < waiting.size(); order++) {
      Waiting one = waiting.get(order);
      int round = turns.merge(one.account(), 1, Integer::sum);
      line.add(new Turn(one.id(), round, share(one), order));
    }
    line.sort(
        Comparator.comparingInt(Turn::round)
            .thenComparingInt(Turn::share)
            .thenComparingInt(Turn::order));
    Map<Long, Integer> places = new HashMap<>();
    line.forEach(turn -> places.put(turn.id(), places.size() + 1));
    return places;
  }

  private record Turn(long id, int round, int share, int order) {}

  private boolean mayBegin(Waiting one) {
    return ofAccount.getOrDefault(one.account(), 0) < limits.ofAccount(one.account())
        && ofProvider.getOrDefault(one.provider(), 0) < limits.ofProvider(one.provider());
  }

  private int share(Waiting one) {
    return ofAccount.getOrDefault(one.account(), 0);
  }

  private void count(String account, String provider) {
    running++;
    ofAccount.merge(account, 1, Integer::sum);
    ofProvider.merge(provider, 1, Integer::sum);
  }
}

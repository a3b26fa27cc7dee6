package chat.parley.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is next: fair between accounts, in order within one, one answer at a time in a conversation.
///
/// The account with the fewest answers under way goes first; among equals, who waits longest. Pure.
final class Line {
  private final Limits limits;
  private final Map<String, Integer> ofAccount = new HashMap<>();
  private final Map<String, Integer> ofProvider = new HashMap<>();
  private int running;

  Line(Limits limits, List<Busy> busy) {
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
      Waiting next = left.stream().filter(this::mayBegin).min(byShare()).orElse(null);
      if (next == null) {
        break;
      }
      left.remove(next);
      admitted.add(next);
      count(next.account(), next.provider());
    }
    return admitted;
  }

  /// The places of those that wait, from 1: the order in which they would begin if nothing else came.
  Map<Long, Integer> places(List<Waiting> waiting) {
    Map<Long, Integer> places = new HashMap<>();
    Map<String, List<Waiting>> byAccount = new HashMap<>();
    waiting.forEach(one -> byAccount.computeIfAbsent(one.account(), _ -> new ArrayList<>()).add(one));
    // Round by round, an account each: who has fewer under way is served first within a round.
    Set<String> accounts = new HashSet<>(byAccount.keySet());
    for (int round = 0; !accounts.isEmpty(); round++) {
      int turn = round;
      accounts.stream()
          .map(account -> byAccount.get(account).get(turn))
          .sorted(byShare().thenComparing(waiting::indexOf))
          .forEach(one -> places.put(one.id(), places.size() + 1));
      accounts.removeIf(account -> byAccount.get(account).size() == turn + 1);
    }
    return places;
  }

  private boolean mayBegin(Waiting one) {
    return ofAccount.getOrDefault(one.account(), 0) < limits.ofAccount()
        && ofProvider.getOrDefault(one.provider(), 0) < limits.ofProvider();
  }

  private Comparator<Waiting> byShare() {
    return Comparator.comparingInt(one -> ofAccount.getOrDefault(one.account(), 0));
  }

  private void count(String account, String provider) {
    running++;
    ofAccount.merge(account, 1, Integer::sum);
    ofProvider.merge(provider, 1, Integer::sum);
  }
}

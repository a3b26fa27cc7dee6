package chat.parley.generation;

import chat.parley.usage.ConcurrencyLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/// Who is next: fair between accounts, in order within one, one answer at a time in a conversation.
///
/// The account with the fewest answers under way goes first; among equals, who waits longest. Pure.
final class FairScheduler {
  private final ConcurrencyLimits limits;
  private final Map<String, Integer> ofAccount = new HashMap<>();
  private final Map<String, Integer> ofProvider = new HashMap<>();
  private int running;

  FairScheduler(ConcurrencyLimits limits, List<RunningAnswer> busy) {
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
    return admit(waiting, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /// The same of those alone whose accounts have nothing under way.
  List<WaitingAnswer> admitOthers(List<WaitingAnswer> waiting) {
    return admit(waiting, Integer.MAX_VALUE, 0);
  }

  /// The one that begins first.
  ///
  /// @param waiting in the order in which they came
  List<WaitingAnswer> admitOne(List<WaitingAnswer> waiting) {
    return admit(waiting, 1, Integer.MAX_VALUE);
  }

  private List<WaitingAnswer> admit(List<WaitingAnswer> waiting, int most, int mostShare) {
    Map<String, Deque<QueueTurn>> ofAccounts = new HashMap<>();
    for (int order = 0; order < waiting.size(); order++) {
      WaitingAnswer one = waiting.get(order);
      ofAccounts
          .computeIfAbsent(one.account(), _ -> new ArrayDeque<>())
          .add(new QueueTurn(one, 0, order));
    }
    PriorityQueue<QueueTurn> firsts =
        new PriorityQueue<>(
            Comparator.comparingInt(QueueTurn::weight).thenComparingInt(QueueTurn::order));
    ofAccounts.values().forEach(turns -> first(turns).ifPresent(firsts::add));
    List<WaitingAnswer> admitted = new ArrayList<>();
    while (hasRoom() && admitted.size() < most && !firsts.isEmpty()) {
      WaitingAnswer next = firsts.remove().answer();
      Deque<QueueTurn> turns = ofAccounts.getOrDefault(next.account(), new ArrayDeque<>());
      if (share(next) > mostShare) {
        continue;
      }
      if (mayBegin(next)) {
        turns.remove();
        admitted.add(next);
        count(next.account(), next.provider());
      }
      first(turns).ifPresent(firsts::add);
    }
    return admitted;
  }

  /// An account's first that may begin. What may not, may not as long as this lasts.
  private Optional<QueueTurn> first(Deque<QueueTurn> turns) {
    while (!turns.isEmpty() && !mayBegin(turns.element().answer())) {
      turns.remove();
    }
    return Optional.ofNullable(turns.peek())
        .map(turn -> new QueueTurn(turn.answer(), share(turn.answer()), turn.order()));
  }

  /// Whether another answer may be written at all.
  boolean hasRoom() {
    return running < limits.answers();
  }

  /// The accounts that have something under way.
  Set<String> busyAccounts() {
    return ofAccount.keySet();
  }

  /// The accounts that have as much under way as they may.
  List<String> fullAccounts() {
    return ofAccount.entrySet().stream()
        .filter(one -> one.getValue() >= limits.ofAccount(one.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The providers that write as much as they may.
  List<String> fullProviders() {
    return ofProvider.entrySet().stream()
        .filter(one -> one.getValue() >= limits.ofProvider(one.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The places of those that wait, from 1: round by round, an account each, and within a round
  /// those first who have the fewest under way.
  ///
  /// @param waiting in the order in which they came
  Map<Long, Integer> places(List<WaitingAnswer> waiting) {
    Map<String, Integer> turns = new HashMap<>();
    List<Turns> line = new ArrayList<>();
    for (int order = 0; order < waiting.size(); order++) {
      WaitingAnswer one = waiting.get(order);
      int round = turns.merge(one.account(), 1, Integer::sum);
      line.add(new Turns(one.id(), round, share(one), order));
    }
    line.sort(
        Comparator.comparingInt(Turns::round)
            .thenComparingInt(Turns::share)
            .thenComparingInt(Turns::order));
    Map<Long, Integer> places = new HashMap<>();
    line.forEach(turn -> places.put(turn.id(), places.size() + 1));
    return places;
  }

  /// @param weight how many its account has under way
  private record QueueTurn(WaitingAnswer answer, int weight, int order) {}

  private record Turns(long id, int round, int share, int order) {}

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

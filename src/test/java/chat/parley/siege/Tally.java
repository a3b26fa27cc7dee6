package chat.parley.siege;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What came of the strikes of one kind.
final class Tally {
  private final Map<String, Integer> outcomes = new TreeMap<>();

  synchronized void count(String outcome) {
    outcomes.merge(outcome, 1, Integer::sum);
  }

  synchronized int of(String outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }

  synchronized int all() {
    return outcomes.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public synchronized String toString() {
    return outcomes.entrySet().stream()
        .map(e -> e.getKey() + " x " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}

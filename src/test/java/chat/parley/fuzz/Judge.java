package chat.parley.fuzz;

import chat.parley.support.Cost;
import chat.parley.support.Cost.Growth;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Says whether a text costs more than it may.
final class Judge {
  private Judge() {}

  /// @param worst how much dearer four times the text was
  /// @param fault what is wrong with it
  record Verdict(double worst, Optional<String> fault) {}

  /// Compares n with 4n; what seems too dear is compared once more, 4n with 16n: a bound that is
  /// met only then (a window, a draft) makes a step, and no slope.
  static Verdict of(Nasty nasty, int n, Rendering rendering, long seed) {
    ToIntFunction<String> work = rendering.work(seed);
    String large = nasty.text().apply(4 * n);
    Growth growth = Cost.growth(nasty.text().apply(n), large, work);
    if (growth.large().made() > Rendering.most(large.length())) {
      return new Verdict(growth.worst(), Optional.of(nasty + " is too long: " + growth));
    }
    if (growth.worst() < Cost.MOST) {
      return new Verdict(growth.worst(), Optional.empty());
    }
    Growth next = Cost.growth(large, nasty.text().apply(16 * n), work);
    double worst = Math.min(growth.worst(), next.worst());
    return new Verdict(
        worst,
        worst < Cost.MOST
            ? Optional.empty()
            : Optional.of(nasty + " is too dear: " + growth + "; then " + next));
  }
}

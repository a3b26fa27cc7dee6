package chat.parley.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What happens to the program in one run.
///
/// @param acts in order; when they are over, it begins anew with them where there is time left
/// @param time after which no more acts begin
/// @param people who chat at the same time, each with two pages open
/// @param rest how long a reader rests at most before it comes back
record Plan(List<Act> acts, Duration time, int people, Duration rest) {

  private static final Duration REST = Duration.ofMillis(500);

  /// What can happen to it.
  enum Act {
    /// `kill -9` while many answers are being written.
    KILL,
    /// `kill -9` at any moment.
    KILL_ANYWHERE,
    /// It stands still for a moment.
    PAUSE,
    /// It is asked to stop, and has a moment to come to an end.
    DRAIN,
    /// It stands still for longer than its leases, another one takes over, and it wakes up again.
    TAKEOVER,
    /// Nothing for some seconds.
    CALM
  }

  Plan {
    acts = List.copyOf(acts);
  }

  /// Everything, for so long: most of all kills.
  static Plan everything(Duration time, long seed) {
    List<Act> acts = new ArrayList<>(Collections.nCopies(60, Act.KILL));
    acts.addAll(Collections.nCopies(3, Act.KILL_ANYWHERE));
    acts.addAll(Collections.nCopies(8, Act.PAUSE));
    acts.addAll(Collections.nCopies(6, Act.DRAIN));
    acts.add(Act.TAKEOVER);
    Collections.shuffle(acts, new Random(seed));
    return new Plan(acts, time, 40, REST);
  }

  /// These acts once.
  static Plan once(int people, Act... acts) {
    return new Plan(List.of(acts), Duration.ZERO, people, REST);
  }

  /// Nothing happens, and readers come back at once: streams and polls overlap all the time.
  static Plan crowd() {
    return new Plan(List.of(Act.CALM, Act.CALM), Duration.ZERO, 32, Duration.ZERO);
  }

  boolean repeats() {
    return !time.isZero();
  }
}

package chat.parley.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// So many tries at once for each key, and each of them back after a while.
public final class Throttle {
  /// Keys that are counted at the same time; the one that was not seen for the longest is
  /// forgotten.
  private static final int MOST_KEYS = 20_000;

  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_KEYS;
        }
      };

  private final int tries;
  private final Duration each;

  /// @param each how long it takes until one more try is there
  public Throttle(int tries, Duration each) {
    this.tries = tries;
    this.each = each;
  }

  /// Counts one try.
  ///
  /// @return how long to wait where it is one too many
  public synchronized Optional<Duration> take(String key) {
    ConsumptionProbe probe =
        buckets.computeIfAbsent(key, _ -> bucket()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()).plusMillis(999));
  }

  private Bucket bucket() {
    // By the monotonic clock: setting the other one opens no door.
    return Bucket.builder()
        .withNanosecondPrecision()
        .addLimit(limit -> limit.capacity(tries).refillGreedy(1, each))
        .build();
  }
}

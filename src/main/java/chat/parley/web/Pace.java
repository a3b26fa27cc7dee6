package chat.parley.web;

import chat.parley.account.AccountId;
import chat.parley.problem.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many messages an account may send in a minute.
final class Pace {
  private final int perMinute;
  private final Map<AccountId, Bucket> buckets = new ConcurrentHashMap<>();

  /// @param perMinute 0 = as many as they like
  Pace(int perMinute) {
    this.perMinute = perMinute;
  }

  /// Counts one message.
  ///
  /// @throws Problem when it is one too many
  void check(AccountId account) {
    if (perMinute == 0) {
      return;
    }
    ConsumptionProbe probe =
        buckets.computeIfAbsent(account, _ -> bucket()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill()).plusMillis(999);
      throw Problem.tooMany(
          "That were more than %d messages in a minute. Send this one again in %d s."
              .formatted(perMinute, wait.toSeconds()),
          wait);
    }
  }

  private Bucket bucket() {
    // By the monotonic clock: setting the other one neither opens nor closes the door.
    return Bucket.builder()
        .withNanosecondPrecision()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .build();
  }
}

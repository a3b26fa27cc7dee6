package chat.parley.web;

import chat.parley.account.Account;
import chat.parley.account.AccountId;
import chat.parley.problem.Problem;
import chat.parley.usage.Admission;
import chat.parley.usage.Quota;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Whether somebody may ask for an answer now: how many in a minute, and what they have left.
final class Pace {
  /// Accounts that are counted at the same time.
  private static final int MOST_ACCOUNTS = 10_000;

  private final Quota quota;

  /// The one who wrote longest ago is forgotten first.
  private final Map<AccountId, Paced> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountId, Paced> eldest) {
          return size() > MOST_ACCOUNTS;
        }
      };

  Pace(Quota quota) {
    this.quota = quota;
  }

  /// @param perMinute for which it was made
  private record Paced(int perMinute, Bucket bucket) {}

  /// Counts one message, or another answer that was asked for: once it turns out to be new, and not
  /// when nothing comes of it.
  ///
  /// @param asking is told with a {@link Problem} when it is one too many
  <T> T count(Account account, Function<Admission, T> asking) {
    Counted counted = new Counted(account);
    try {
      return asking.apply(counted::check);
    } catch (RuntimeException e) {
      counted.giveBack();
      throw e;
    }
  }

  /// One message on its way.
  private final class Counted {
    private final Account account;
    private @Nullable Bucket taken;

    private Counted(Account account) {
      this.account = account;
    }

    /// However often the transaction has to be begun, it is one message.
    private void check(Handle handle) {
      quota.check(handle, account);
      int perMinute = quota.allowed(account).messagesPerMinute();
      if (perMinute > 0 && taken == null) {
        Bucket bucket = bucket(account.id(), perMinute);
        take(bucket, perMinute);
        taken = bucket;
      }
    }

    private void giveBack() {
      if (taken != null) {
        taken.addTokens(1);
      }
    }
  }

  private static void take(Bucket bucket, int perMinute) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill()).plusMillis(999);
      throw Problem.tooMany(
          String.format(
              Locale.ENGLISH,
              "That were more than %d messages in a minute. Send this one again in %d s.",
              perMinute,
              wait.toSeconds()),
          wait);
    }
  }

  private synchronized Bucket bucket(AccountId account, int perMinute) {
    return buckets
        .compute(
            account,
            (_, old) ->
                old == null || old.perMinute() != perMinute
                    ? new Paced(perMinute, made(perMinute))
                    : old)
        .bucket();
  }

  private static Bucket made(int perMinute) {
    // By the monotonic clock: setting the other one neither opens nor closes the door.
    return Bucket.builder()
        .withNanosecondPrecision()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .build();
  }
}

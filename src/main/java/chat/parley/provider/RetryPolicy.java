package chat.parley.provider;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// Whether to try again by itself, and when. Only for answers of which nothing has been shown: what
/// failed after its first character is the person's to retry.
///
/// At most {@value #MAX_TRIES} tries. The waits double, from 1 s on where nothing else is said,
/// each stretched by up to a half at random, so that many answers that failed together do not come
/// back together.
public final class RetryPolicy {

  static final int MAX_TRIES = 4;
  public static final Duration FIRST_DELAY = Duration.ofSeconds(1);

  /// The longest wait that a server may ask for; a person would not sit through a longer one.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final double JITTER = 0.5;

  /// How long a server that loads a model is left alone at first, and at most where it does not
  /// say.
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

  private static final Duration LAST_LOOK = Duration.ofSeconds(5);

  private final DoubleSupplier randomness;
  private final Duration loading;
  private final Duration firstDelay;

  /// @param randomness gives numbers from 0 (inclusive) to 1 (exclusive)
  /// @param loading how long a model may load
  /// @param firstDelay before the second try
  public RetryPolicy(DoubleSupplier randomness, Duration loading, Duration firstDelay) {
    this.randomness = randomness;
    this.loading = loading;
    this.firstDelay = firstDelay;
  }

  /// Waits for a model as long as [Timeouts#DEFAULT] waits for its first token.
  public RetryPolicy(DoubleSupplier randomness) {
    this(randomness, Timeouts.DEFAULT.firstToken(), FIRST_DELAY);
  }

  /// What to do next.
  public sealed interface Step {
    record Again(Duration delay) implements Step {}

    record GiveUp() implements Step {}
  }

  /// @param tries how often it was tried so far, at least 1
  public Step after(Fault fault, int tries) {
    if (tries >= MAX_TRIES || !passes(fault.kind())) {
      return new Step.GiveUp();
    }
    Duration asked = fault.retryAfter();
    if (asked == null) {
      return new Step.Again(stretched(firstDelay.multipliedBy(1L << (tries - 1))));
    }
    if (asked.compareTo(LONGEST_WAIT) > 0) {
      return new Step.GiveUp();
    }
    // Never sooner than asked, and not all at once then.
    return new Step.Again(asked.plus(stretched(firstDelay).minus(firstDelay)));
  }

  /// While the model loads, which is no failure and counts as no try.
  ///
  /// @param waited since it was first said to load
  /// @param looks how often it was so far, at least 1
  public Step whileLoading(Fault fault, Duration waited, int looks) {
    Duration left = loading.minus(waited);
    if (!left.isPositive()) {
      return new Step.GiveUp();
    }
    Duration asked = fault.retryAfter();
    Duration growing = FIRST_LOOK.multipliedBy(1L << Math.min(looks - 1, 8));
    Duration next =
        asked != null && asked.isPositive()
            ? shorter(asked, LONGEST_WAIT)
            : shorter(growing, LAST_LOOK);
    return new Step.Again(shorter(stretched(next), left));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Duration stretched(Duration delay) {
    double factor = 1 + JITTER * randomness.getAsDouble();
    return Duration.ofMillis(Math.round(delay.toMillis() * factor));
  }

  /// Whether the cause is of the kind that passes by itself. A time-out is not tried again: the
  /// person has waited for minutes already.
  private static boolean passes(Fault.Kind kind) {
    return switch (kind) {
      case RATE_LIMITED, UNAVAILABLE, UNREACHABLE -> true;
      case WRONG_KEY,
          UNKNOWN_MODEL,
          CREDIT_USED_UP,
          CONTEXT_TOO_LONG,
          REFUSED,
          DECLINED,
          NOT_SERVED_HERE,
          BLOCKED,
          WRONG_ADDRESS,
          OUT_OF_REACH,
          LOADING,
          TIMED_OUT,
          BROKE_OFF,
          GARBLED,
          CRASHED,
          NOT_STORED,
          USED_UP ->
          false;
    };
  }
}

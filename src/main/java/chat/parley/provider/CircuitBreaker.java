package chat.parley.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether a server is asked at all: after several faults in a row that say that it is down, it is
/// left alone for a while, and then one answer tries it. Pure: each step is a new state.
///
/// Nobody waits five minutes for a server that is known to be silent, and a server that comes up
/// again is not met by everybody at once.
public sealed interface CircuitBreaker {

  /// How many faults in a row open it.
  int FAULTS = 5;

  Duration FIRST_WAIT = Duration.ofSeconds(10);
  Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /// Nothing is known yet.
  static CircuitBreaker untried() {
    return new Closed(0);
  }

  /// Everybody may ask.
  ///
  /// @param faults in a row so far
  record Closed(int faults) implements CircuitBreaker {}

  /// Nobody may ask before it is time.
  ///
  /// @param fault the last one
  /// @param times how often in a row it has opened, at least 1
  record Open(Fault fault, int times, Instant since, Instant triesAgainAt)
      implements CircuitBreaker {}

  /// One answer is trying; the others wait for what it finds.
  record HalfOpen(Fault fault, int times, Instant since) implements CircuitBreaker {}

  /// Whether an answer may ask now; then the next state is [#entered].
  default boolean admits(Instant now) {
    return switch (this) {
      case Closed _ -> true;
      // A clock that was set back must not hold it open for as long as that.
      case Open open -> !now.isBefore(open.triesAgainAt()) || now.isBefore(open.since());
      case HalfOpen _ -> false;
    };
  }

  default CircuitBreaker entered(Instant now) {
    return this instanceof Open(Fault fault, int times, _, _)
        ? new HalfOpen(fault, times, now)
        : this;
  }

  /// Somebody heard from the server.
  default CircuitBreaker succeeded() {
    return untried();
  }

  /// The server was shown to be there without being asked for an answer: it may be tried at once.
  default CircuitBreaker seen(Instant now) {
    return this instanceof Open(Fault fault, int times, _, _)
        ? new Open(fault, times, now, now)
        : this;
  }

  /// @param fault of an answer that has no text
  /// @param trying whether this answer was the one that tried; what others asked before it opened
  ///   says nothing new
  default CircuitBreaker failed(Fault fault, boolean trying, Instant now) {
    if (!saysDown(fault.kind())) {
      return succeeded();
    }
    return switch (this) {
      case Closed(int faults) when faults + 1 < FAULTS -> new Closed(faults + 1);
      case Closed _ -> opened(fault, 1, now);
      case HalfOpen half when trying -> opened(fault, half.times() + 1, now);
      case HalfOpen _, Open _ -> this;
    };
  }

  /// The answer that tried ended without a result: the next one tries instead.
  default CircuitBreaker abandoned(Instant now) {
    return this instanceof HalfOpen(Fault fault, int times, _)
        ? new Open(fault, times, now, now)
        : this;
  }

  /// What an answer that is not admitted is told.
  default Optional<Fault> refusal(Instant now) {
    return switch (this) {
      case Closed _ -> Optional.empty();
      case Open open -> {
        Duration left = Duration.between(now, open.triesAgainAt());
        long seconds = Math.max(1, left.plusMillis(999).toSeconds());
        yield Optional.of(
            refusal(
                open.fault(),
                "it is asked again in " + seconds + " s",
                Duration.ofSeconds(seconds)));
      }
      case HalfOpen half ->
          Optional.of(refusal(half.fault(), "it is being tried right now", FIRST_WAIT));
    };
  }

  private static Fault refusal(Fault last, String when, Duration retryAfter) {
    // It was not asked now, so it has not been silent now.
    Fault.Kind kind = last.kind() == Fault.Kind.TIMED_OUT ? Fault.Kind.UNAVAILABLE : last.kind();
    String detail =
        "Not asked: the server failed several times in a row, and " + when + ". The last time: ";
    return new Fault(kind, new ErrorText(null).of(detail + last.detail()), retryAfter);
  }

  private static Open opened(Fault fault, int times, Instant now) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(times - 1, 10));
    Duration asked = fault.retryAfter();
    if (asked != null && asked.compareTo(wait) > 0) {
      wait = asked;
    }
    wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    return new Open(fault, times, now, now.plus(wait));
  }

  /// Everything else comes from a server that is up.
  private static boolean saysDown(Fault.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, TIMED_OUT, UNAVAILABLE -> true;
      case WRONG_KEY,
          UNKNOWN_MODEL,
          RATE_LIMITED,
          CREDIT_USED_UP,
          CONTEXT_TOO_LONG,
          REFUSED,
          DECLINED,
          NOT_SERVED_HERE,
          BLOCKED,
          WRONG_ADDRESS,
          LOADING,
          BROKE_OFF,
          GARBLED,
          CRASHED,
          NOT_STORED,
          OUT_OF_REACH,
          USED_UP ->
          false;
    };
  }
}

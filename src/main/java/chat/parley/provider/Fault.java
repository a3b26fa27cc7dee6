package chat.parley.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a provider did not answer, or not to the end.
///
/// @param detail what the provider said, for the folded details: at most 2,000 characters, free of
///   secrets
/// @param retryAfter how long the provider asked to wait, or null where it did not say
public record Fault(Kind kind, String detail, @Nullable Duration retryAfter) {

  /// The faults that a person can tell apart, because each has another way on.
  public enum Kind {
    WRONG_KEY,
    UNKNOWN_MODEL,
    RATE_LIMITED,
    CONTEXT_TOO_LONG,
    REFUSED,
    /// Nobody answers at that address: refused, unknown host, connect time-out.
    UNREACHABLE,
    /// Whoever connected it may not make Parley call that address; the detail says why.
    OUT_OF_REACH,
    /// Connected, but silent for longer than allowed.
    TIMED_OUT,
    /// The answer began and its connection ended before its end.
    BROKE_OFF,
    /// The server said that it cannot now: 5xx.
    UNAVAILABLE,
    /// Something that is no answer by the protocol, or an answer without a single character.
    GARBLED,
    /// Parley's own process ended while writing it, too often.
    CRASHED,
    /// Parley's own database could not be written for too long.
    NOT_STORED,
    /// Whoever asked has used up what they may use.
    USED_UP
  }
}

package chat.parley.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a provider did not answer, or not to the end.
///
/// @param detail what the provider said, for the folded details: at most 2,000 characters, free of
///   secrets
/// @param retryAfter how long the provider asked to wait, or null where it did not say
public record Fault(Kind kind, String detail, @Nullable Duration retryAfter) {

  /// How a detail begins that says when to come back.
  static final String AGAIN = "Takes requests again at ";

  /// The faults that a person can tell apart, because each has another way on.
  public enum Kind {
    WRONG_KEY,
    UNKNOWN_MODEL,
    RATE_LIMITED,
    /// What was paid for is used up: waiting does not help.
    CREDIT_USED_UP,
    CONTEXT_TOO_LONG,
    REFUSED,
    /// The server understood the request and does not take it; the detail says why.
    DECLINED,
    /// The server does not serve the country that Parley is in.
    NOT_SERVED_HERE,
    /// Something in front of the server lets nobody through, like a page that wants a browser.
    BLOCKED,
    /// The server has nothing that answers at that address.
    WRONG_ADDRESS,
    /// Nobody answers at that address: refused, unknown host, connect time-out.
    UNREACHABLE,
    /// Whoever connected it may not make Parley call that address; the detail says why.
    OUT_OF_REACH,
    /// The server is there, and still loads the model.
    LOADING,
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

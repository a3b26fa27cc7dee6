package chat.parley.provider;

import java.time.Duration;

/// How long a provider waits for a server before it gives up with {@link Fault.Kind#UNREACHABLE}
/// (connect) or {@link Fault.Kind#TIMED_OUT} (the others).
///
/// @param connect until the connection, with its TLS handshake, stands
/// @param firstToken from then to the first character; a local server may load a model meanwhile
/// @param betweenTokens from one character to the next; what only keeps the connection open (an SSE
///   comment, an empty piece) does not count as one
/// @param listing for the whole list of models
public record Timeouts(
    Duration connect, Duration firstToken, Duration betweenTokens, Duration listing) {

  /// What ships: a model on a CPU may take minutes to load and to read a long prompt.
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(300),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10));

  /// For a [ConnectionCheck], while a person looks at a button: a model that is loaded meanwhile
  /// gets a chance.
  public static final Timeouts TRYING =
      new Timeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  public Timeouts {
    if (!connect.isPositive()
        || !firstToken.isPositive()
        || !betweenTokens.isPositive()
        || !listing.isPositive()) {
      throw new IllegalArgumentException("Every time-out is longer than nothing");
    }
  }
}

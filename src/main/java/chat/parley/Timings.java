package chat.parley;

import chat.parley.chat.StreamTimings;
import chat.parley.generation.QueueTimings;
import chat.parley.provider.RetryPolicy;
import java.time.Duration;

/// How long Parley waits for what nobody configures. Tests do not wait as long.
///
/// @param retry how long a provider that failed is left alone before the second try
/// @param certificates how often the certificate's files are looked at
/// @param openIdCall how long a provider may take over one call
public record Timings(
    StreamTimings streams,
    QueueTimings queue,
    Duration retry,
    Duration certificates,
    Duration openIdCall) {

  public static final Timings SHIPPED =
      new Timings(
          StreamTimings.SHIPPED,
          QueueTimings.SHIPPED,
          RetryPolicy.FIRST_DELAY,
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));
}

package chat.parley.chat;

import java.time.Duration;

/// How long streams wait for what.
///
/// @param heartbeat a stream on which nothing happens says so this often
/// @param withoutProgress a reader that takes nothing for this long is cut off; it can come back
///   and resume
/// @param firstBack how soon the first reader of a process that ends comes back
/// @param lastBack how late the last one: those of ten thousand streams must not all come at once
public record StreamTimings(
    Duration heartbeat, Duration withoutProgress, Duration firstBack, Duration lastBack) {
  public static final StreamTimings SHIPPED =
      new StreamTimings(
          ChatView.HEARTBEAT,
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofSeconds(4));
}

package chat.parley.generation;

import java.time.Duration;

/// How often work is looked for, and when its worker counts as dead.
///
/// @param poll for answers, where no signal came
/// @param renewal how often a process says that it still writes its answers
/// @param lease how long it may go without renewing before others take its answers over
/// @param titles how often titles are looked for
public record QueueTimings(Duration poll, Duration renewal, Duration lease, Duration titles) {
  public static final QueueTimings SHIPPED =
      new QueueTimings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1));
}

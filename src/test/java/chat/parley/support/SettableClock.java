package chat.parley.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/// A clock that goes only when it is told to.
public final class SettableClock implements InstantSource {

  private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  public void advance(Duration time) {
    now = now.plus(time);
  }

  /// The same for those who want days too, in UTC.
  public Clock inUtc() {
    return withZone(ZoneOffset.UTC);
  }
}

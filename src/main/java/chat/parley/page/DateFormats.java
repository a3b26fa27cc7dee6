package chat.parley.page;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Moments in the words of a page.
public final class DateFormats {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm xxx", Locale.ENGLISH);

  private final Clock clock;

  /// @param clock its zone decides where a day begins
  public DateFormats(Clock clock) {
    this.clock = clock;
  }

  public String day(Instant moment) {
    return DAY.format(moment.atZone(clock.getZone()));
  }

  public String minute(Instant moment) {
    return MINUTE.format(moment.atZone(clock.getZone()));
  }

  /// @param moment null = never
  public String ago(@Nullable Instant moment) {
    if (moment == null) {
      return "never";
    }
    Duration since = Duration.between(moment, clock.instant());
    if (since.toMinutes() < 2) {
      return "just now";
    }
    if (since.toHours() < 1) {
      return since.toMinutes() + " minutes ago";
    }
    if (since.toHours() < 2) {
      return "an hour ago";
    }
    return since.toDays() < 1 ? since.toHours() + " hours ago" : day(moment);
  }
}

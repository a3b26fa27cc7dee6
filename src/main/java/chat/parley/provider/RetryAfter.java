package chat.parley.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a server that refused asks to wait.
final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  /// Google says it in the body.
  private static final Pattern IN_BODY =
      Pattern.compile("\"retryDelay\"\\s*:\\s*\"([0-9.]{1,20})s\"");

  private RetryAfter() {}

  /// @param header the header of that name: seconds, or a date of HTTP
  /// @return null where it says nothing, or nothing that can be read
  static @Nullable Duration of(@Nullable String header, String body, InstantSource clock) {
    if (header != null) {
      return read(header.strip(), clock);
    }
    Matcher said = IN_BODY.matcher(body);
    return said.find() ? read(said.group(1), clock) : null;
  }

  private static @Nullable Duration read(String text, InstantSource clock) {
    if (SECONDS.matcher(text).matches()) {
      return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }
    try {
      ZonedDateTime at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), at.toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }
}

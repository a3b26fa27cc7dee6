package chat.parley.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How long a server that refused asks to wait: in its header, or in the body, as a field or in
/// words.
final class RetryAfter {

  private static final Duration LONGEST = Duration.ofDays(3_650);

  /// How much of a body is looked through for words, in characters.
  private static final int MOST_READ = 20_000;

  /// The three forms that HTTP has for a date (RFC 9110 section 5.6.7); the second counts its years
  /// from fifty years ago on, and some leave the zone out.
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
              .appendPattern(" HH:mm:ss zzz")
              .toFormatter(Locale.ENGLISH),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
              .withZone(ZoneOffset.UTC));

  /// Fields of a body, and how many seconds one of their units is.
  private static final List<String> SECONDS =
      List.of("retryDelay", "retry_after", "retryAfter", "retry_after_seconds", "estimated_time");

  /// Where the words begin that say it.
  private static final List<String> BEFORE =
      List.of(
          "try again in ",
          "retry in ",
          "retry after ",
          "again after ",
          "available in ",
          "reset in ",
          "resets in ",
          "reset after ",
          "wait for ",
          "wait ",
          "retry-after: ",
          "again at ",
          "available at ",
          "resets at ",
          "reset at ",
          "until ");

  private RetryAfter() {}

  /// @param header the header of that name: seconds, or a date
  /// @return null where neither says anything that can be read
  static @Nullable Duration of(@Nullable String header, String body, InstantSource clock) {
    Duration asked = header == null ? null : read(header.strip(), clock);
    if (asked == null) {
      asked = field(body, clock);
    }
    if (asked == null) {
      asked = words(body.substring(0, Math.min(body.length(), MOST_READ)), clock);
    }
    if (asked == null) {
      return null;
    }
    Duration wait = asked.isNegative() ? Duration.ZERO : asked;
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static @Nullable Duration read(String text, InstantSource clock) {
    Duration span = DurationText.read(text);
    if (span != null) {
      return span;
    }
    Instant at = instant(text);
    return at == null ? null : Duration.between(clock.instant(), at);
  }

  private static @Nullable Instant instant(String text) {
    for (DateTimeFormatter form : DATES) {
      try {
        return ZonedDateTime.parse(text, form).toInstant();
      } catch (DateTimeException e) {
        // Another one may fit.
      }
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Duration field(String body, InstantSource clock) {
    JsonNode root = StreamEvent.object(body.strip()).orElse(null);
    if (root == null) {
      return null;
    }
    for (String name : SECONDS) {
      JsonNode field = root.findValue(name);
      if (field != null && field.isValueNode() && !field.isNull()) {
        Duration read = read(field.asText().strip(), clock);
        if (read != null) {
          return read;
        }
      }
    }
    JsonNode millis = root.findValue("retry_after_ms");
    return millis != null && millis.isNumber() ? Duration.ofMillis(millis.longValue()) : null;
  }

  private static @Nullable Duration words(String body, InstantSource clock) {
    String lower = body.toLowerCase(Locale.ROOT);
    for (String before : BEFORE) {
      for (int at = lower.indexOf(before); at >= 0; at = lower.indexOf(before, at + 1)) {
        int from = at + before.length();
        Duration span =
            DurationText.beginning(lower.substring(from, Math.min(lower.length(), from + 80)));
        if (span != null) {
          return span;
        }
        Instant time = beginningInstant(body, from);
        if (time != null) {
          return Duration.between(clock.instant(), time);
        }
      }
    }
    return null;
  }

  private static @Nullable Instant beginningInstant(String body, int from) {
    int to = from;
    while (to < body.length()
        && to - from < 40
        && "0123456789-:TtZz.+".indexOf(body.charAt(to)) >= 0) {
      to++;
    }
    while (to > from && body.charAt(to - 1) == '.') {
      to--;
    }
    return to - from < 16 ? null : instant(body.substring(from, to));
  }
}

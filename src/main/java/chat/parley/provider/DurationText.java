package chat.parley.provider;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A time to wait as servers write it: `20`, `1.5s`, `859ms`, `7m12s`, `1h 2m`, `2 minutes`, `6
/// hours and 5 minutes`. A number without a unit is one of seconds. Read by hand, in one pass.
final class DurationText {
  private static final int MOST_DIGITS = 12;

  private final String text;
  private int at;
  private boolean unitSeen;

  private DurationText(String text) {
    this.text = text.toLowerCase(Locale.ROOT);
  }

  /// Null where the text as a whole is none.
  static @Nullable Duration read(String text) {
    DurationText span = new DurationText(text);
    Duration read = span.all();
    return span.at == span.text.length() ? read : null;
  }

  /// Null where the text does not begin with one.
  static @Nullable Duration beginning(String text) {
    return new DurationText(text).all();
  }

  private @Nullable Duration all() {
    Duration sum = null;
    while (true) {
      int before = at;
      if (sum != null) {
        between();
      }
      Duration part = part(sum != null);
      if (part == null) {
        at = before;
        return sum;
      }
      sum = sum == null ? part : sum.plus(part);
      if (!unitSeen) {
        return sum;
      }
    }
  }

  private void between() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == ',')) {
      at++;
    }
    if (text.startsWith("and ", at)) {
      at += "and ".length();
    }
  }

  /// @param needsUnit whether a number alone is none
  private @Nullable Duration part(boolean needsUnit) {
    int from = at;
    while (at < text.length() && at - from < MOST_DIGITS && isOfNumber(text.charAt(at))) {
      at++;
    }
    if (at > from && text.charAt(at - 1) == '.') {
      at--;
    }
    if (at == from || text.charAt(from) == '.') {
      return null;
    }
    double number;
    try {
      number = Double.parseDouble(text.substring(from, at));
    } catch (NumberFormatException e) {
      return null;
    }
    int behind = at;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    int word = at;
    while (at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z') {
      at++;
    }
    double millis = millis(text.substring(word, at));
    unitSeen = millis > 0;
    if (!unitSeen) {
      at = behind;
      boolean isWord = behind < text.length() && Character.isLetterOrDigit(text.charAt(behind));
      return needsUnit || isWord || isTime() ? null : Duration.ofMillis(Math.round(number * 1000));
    }
    return Duration.ofMillis(Math.round(number * millis));
  }

  /// A date or an hour goes on behind its first number.
  private boolean isTime() {
    return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == ':');
  }

  private static boolean isOfNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  private static double millis(String unit) {
    return switch (unit) {
      case "ms", "msec", "millis", "millisecond", "milliseconds" -> 1;
      case "s", "sec", "secs", "second", "seconds" -> 1_000;
      case "m", "min", "mins", "minute", "minutes" -> 60_000;
      case "h", "hr", "hrs", "hour", "hours" -> 3_600_000;
      case "d", "day", "days" -> 86_400_000;
      default -> 0;
    };
  }
}

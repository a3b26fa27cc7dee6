package chat.parley.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What was decided about how much somebody may use. Each: null = not said here; 0 = no limit.
///
/// @param costPerMonth in the money of the prices
/// @param storage of the text of chats, in megabytes
public record Limits(
    @Nullable Integer messagesPerMinute,
    @Nullable Integer answersAtOnce,
    @Nullable Long tokensPerDay,
    @Nullable Double costPerMonth,
    @Nullable Long storage) {
  public static final Limits UNSAID = new Limits(null, null, null, null, null);

  /// With what is not said here taken from there.
  Limits or(Limits other) {
    return new Limits(
        messagesPerMinute == null ? other.messagesPerMinute : messagesPerMinute,
        answersAtOnce == null ? other.answersAtOnce : answersAtOnce,
        tokensPerDay == null ? other.tokensPerDay : tokensPerDay,
        costPerMonth == null ? other.costPerMonth : costPerMonth,
        storage == null ? other.storage : storage);
  }

  Allowed decided() {
    return new Allowed(
        messagesPerMinute == null ? 0 : messagesPerMinute,
        answersAtOnce == null ? 0 : answersAtOnce,
        tokensPerDay == null ? 0 : tokensPerDay,
        costPerMonth == null ? 0 : costPerMonth,
        storage == null ? 0 : storage);
  }

  /// As the log says it.
  String words() {
    List<String> words = new ArrayList<>();
    add(words, messagesPerMinute, "messages a minute");
    add(words, answersAtOnce, "answers at once");
    add(words, tokensPerDay, "tokens a day");
    add(words, costPerMonth, "of cost a month");
    add(words, storage, "MB of chats");
    return words.isEmpty() ? "as usual" : String.join(", ", words);
  }

  private static void add(List<String> words, @Nullable Number number, String what) {
    if (number != null) {
      words.add((number.doubleValue() == 0 ? "any number" : plain(number)) + " " + what);
    }
  }

  /// A number without what only a computer would write.
  static String plain(Number number) {
    double value = number.doubleValue();
    return value == Math.rint(value)
        ? String.format(Locale.ENGLISH, "%d", number.longValue())
        : String.format(Locale.ENGLISH, "%.2f", value);
  }

  /// What holds for somebody in the end. Each: 0 = no limit.
  record Allowed(
      int messagesPerMinute,
      int answersAtOnce,
      long tokensPerDay,
      double costPerMonth,
      long storage) {
    boolean counts() {
      return tokensPerDay > 0 || costPerMonth > 0;
    }
  }
}

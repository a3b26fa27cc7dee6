package chat.parley.usage;

import chat.parley.usage.UsageReport.DayUsage;
import chat.parley.usage.UsageReport.Sum;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A bar for each day, drawn here: tokens to the models and, on top, tokens from them.
///
/// @param top what the highest line stands for
/// @param words all of it in a sentence
public record UsageChart(List<Bar> bars, String top, String first, String last, String words) {
  static final int WIDTH = 720;
  static final int HEIGHT = 120;

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

  public UsageChart {
    bars = List.copyOf(bars);
  }

  /// A day.
  ///
  /// @param x its left edge
  /// @param prompt how high its lower part is
  /// @param completion how high its upper part is
  /// @param words what it stands for
  public record Bar(int x, int width, int prompt, int completion, String words) {
    public int promptY() {
      return HEIGHT - prompt;
    }

    public int completionY() {
      return HEIGHT - prompt - completion;
    }
  }

  static UsageChart of(List<DayUsage> days, LocalDate from, LocalDate to) {
    Map<LocalDate, Sum> sums =
        days.stream().collect(Collectors.toMap(DayUsage::day, DayUsage::sum, (one, _) -> one));
    long most = sums.values().stream().mapToLong(Sum::tokens).max().orElse(0);
    int count = (int) (to.toEpochDay() - from.toEpochDay()) + 1;
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalDate day = from.plusDays(i);
      Sum sum = sums.getOrDefault(day, Sum.NOTHING);
      int x = WIDTH * i / count;
      int width = Math.max(1, Math.min(48, WIDTH * (i + 1) / count - x - 2));
      bars.add(
          new Bar(
              x,
              width,
              height(sum.prompt(), most),
              height(sum.completion(), most),
              "%s: %s tokens".formatted(DAY.format(day), number(sum.tokens()))));
    }
    LocalDate busiest =
        sums.entrySet().stream()
            .filter(one -> one.getValue().tokens() == most && most > 0)
            .map(Map.Entry::getKey)
            .min(LocalDate::compareTo)
            .orElse(to);
    long all = sums.values().stream().mapToLong(Sum::tokens).sum();
    return new UsageChart(
        bars,
        number(most),
        DAY.format(from),
        DAY.format(to),
        all == 0
            ? "Nothing was used in these days."
            : String.format(
                Locale.ENGLISH,
                "%s tokens in %d days, the most on %s: %s. The table below has every day.",
                number(all),
                count,
                DAY.format(busiest),
                number(most)));
  }

  /// What is not nothing can be seen.
  private static int height(long tokens, long most) {
    return tokens == 0 ? 0 : (int) Math.max(1, Math.floorDiv(tokens * (HEIGHT - 2), most));
  }

  public static String number(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }
}

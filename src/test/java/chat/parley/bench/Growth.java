package chat.parley.bench;

import chat.parley.live.AnswerGrowth;
import chat.parley.live.Channels;
import chat.parley.live.GrowingAnswer;
import chat.parley.live.Position;
import chat.parley.markdown.Markdown;
import chat.parley.support.GrowingText;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Whether a long answer costs more the longer it gets: bytes for a reader and CPU for each
/// character, in its last tenth in proportion to its first. In this process, as the server does it.
final class Growth {
  private static final double RATIO = 1.3;
  private static final int CHUNK = 24;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Growth() {}

  static List<Figure> measure(Load load) {
    int[] sizes =
        load.quick() ? new int[] {1_000, 100_000} : new int[] {1_000, 10_000, 100_000, 1_000_000};
    List<Cost> costs = new ArrayList<>();
    for (GrowingText kind : GrowingText.values()) {
      for (int size : sizes) {
        costs.add(cost(kind, size, load.of(5, 3)));
        Load.step(costs.getLast().toString());
      }
    }
    return List.of(figure("bytes sent", costs, Cost::bytes), figure("CPU", costs, Cost::nanos));
  }

  private interface Of {
    double ratio(Cost cost);
  }

  private static Figure figure(String what, List<Cost> costs, Of of) {
    double worst = costs.stream().mapToDouble(of::ratio).max().orElseThrow();
    StringBuilder each = new StringBuilder();
    for (GrowingText kind : GrowingText.values()) {
      each.append("; ").append(kind.name().toLowerCase(Locale.ROOT));
      costs.stream()
          .filter(cost -> cost.kind() == kind)
          .forEach(cost -> each.append(String.format(Locale.ROOT, " %.2f", of.ratio(cost))));
    }
    return new Figure.Measured(
        "answers of 1 KB to 1 MB: " + what + " per character in the last tenth / the first",
        String.format(Locale.ROOT, "at most %.2f x%s (1 KB to 1 MB)", worst, each),
        "1.3 x",
        worst <= RATIO);
  }

  /// @param bytes the ratio of what a reader gets
  /// @param nanos the ratio of the CPU's work
  private record Cost(GrowingText kind, int size, double bytes, double nanos) {}

  /// Medians over some rounds; a round of small answers is many of them, so that the clock can
  /// tell.
  private static Cost cost(GrowingText kind, int size, int rounds) {
    double[] bytes = new double[rounds];
    double[] nanos = new double[rounds];
    for (int round = -2; round < rounds; round++) {
      long[] sent = new long[2];
      long[] used = new long[2];
      for (int i = 0; i < Math.max(1, 200_000 / size); i++) {
        grow(kind.of(size, i * 31L + round), sent, used);
      }
      if (round >= 0) {
        bytes[round] = (double) sent[1] / sent[0];
        nanos[round] = (double) used[1] / used[0];
      }
    }
    Arrays.sort(bytes);
    Arrays.sort(nanos);
    return new Cost(kind, size, bytes[rounds / 2], nanos[rounds / 2]);
  }

  /// Adds what the first and the last tenth took.
  private static void grow(String text, long[] sent, long[] used) {
    Channels feeds = new Channels(new Markdown());
    GrowingAnswer answer = feeds.begin("a", 2, 1, "");
    Position held = Position.at(1, 2).growing(2, 1, 0);
    int tenth = text.length() / 10;
    long bytes = 0;
    long since = 0;
    for (int from = 0; from < text.length(); from += CHUNK) {
      boolean first = from < tenth;
      boolean last = from >= text.length() - tenth;
      if (from == 0 || (last && from - CHUNK < text.length() - tenth)) {
        bytes = 0;
        since = THREADS.getCurrentThreadCpuTime();
      }
      answer.publish(text.substring(from, Math.min(text.length(), from + CHUNK)));
      AnswerGrowth growing = answer.after(held).orElseThrow();
      held = growing.to();
      bytes += growing.event().bytes().length;
      boolean endOfFirst = first && from + CHUNK >= tenth;
      boolean endOfLast = from + CHUNK >= text.length();
      if (endOfFirst || endOfLast) {
        int which = endOfLast ? 1 : 0;
        sent[which] += bytes;
        used[which] += THREADS.getCurrentThreadCpuTime() - since;
      }
    }
  }
}

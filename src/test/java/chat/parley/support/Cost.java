package chat.parley.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/// What a piece of work cost the thread that did it: its own processor time and the bytes that it
/// allocated, which do not depend on who else is busy.
///
/// @param made the size of what came out
public record Cost(long nanos, long bytes, long made) {
  /// How much dearer four times the input may be.
  public static final double MOST = 5;

  /// Below these a ratio says nothing.
  private static final long LEAST_NANOS = 30_000_000;

  private static final long LEAST_BYTES = 16 << 20;
  private static final long LEAST_MADE = 200_000;

  /// How often something has to be too dear before that is believed: the first runs meet code that
  /// is not compiled yet.
  private static final int TRIES = 5;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  public static Cost of(String text, ToIntFunction<String> work) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    int made = work.applyAsInt(text);
    long end = THREADS.getCurrentThreadCpuTime();
    return new Cost(end - start, THREADS.getCurrentThreadAllocatedBytes() - bytes, made);
  }

  /// Fails where four times the input takes more than five times the work.
  public static void assertLinear(
      String name, int n, IntFunction<String> text, ToIntFunction<String> work) {
    Growth growth = growth(text.apply(n), text.apply(4 * n), work);
    assertThat(growth.worst())
        .as("%s from %,d to %,d: %s", name, n, 4 * n, growth)
        .isLessThan(MOST);
  }

  /// The least that both took in several tries; one is enough where it is cheap.
  public static Growth growth(String small, String large, ToIntFunction<String> work) {
    // The first run would flatter: it meets code that is not compiled yet.
    Cost least = of(small, work).or(of(small, work));
    Cost most = of(large, work);
    for (int i = 1; i < TRIES && new Growth(least, most).worst() >= MOST; i++) {
      least = least.or(of(small, work));
      most = most.or(of(large, work));
    }
    return new Growth(least, most);
  }

  private Cost or(Cost other) {
    return new Cost(
        Math.min(nanos, other.nanos), Math.min(bytes, other.bytes), Math.min(made, other.made));
  }

  /// The same work on an input and on one of four times its length.
  public record Growth(Cost small, Cost large) {
    /// The worst of the three ratios that say something.
    public double worst() {
      return Math.max(
          ratio(small.nanos, large.nanos, LEAST_NANOS),
          Math.max(
              ratio(small.bytes, large.bytes, LEAST_BYTES),
              ratio(small.made, large.made, LEAST_MADE)));
    }

    private static double ratio(long small, long large, long least) {
      return large < least ? 0 : (double) large / Math.max(1, small);
    }

    @Override
    public String toString() {
      return "%,d -> %,d us, %,d -> %,d KB allocated, %,d -> %,d characters"
          .formatted(
              small.nanos / 1000,
              large.nanos / 1000,
              small.bytes >> 10,
              large.bytes >> 10,
              small.made,
              large.made);
    }
  }
}

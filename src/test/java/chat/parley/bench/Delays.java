package chat.parley.bench;

import java.util.Arrays;
import java.util.Locale;

/// Durations, and their percentiles.
final class Delays {
  private long[] nanos = new long[1024];
  private int size;

  synchronized void add(long duration) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = duration;
  }

  synchronized int size() {
    return size;
  }

  /// @param share from 0 to 1: 0.99 for the 99th percentile
  /// @return milliseconds
  synchronized double percentile(double share) {
    if (size == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return sorted[Math.min(size - 1, (int) (size * share))] / 1e6;
  }

  /// @return seconds, of all together
  synchronized double sum() {
    return Arrays.stream(nanos, 0, size).sum() / 1e9;
  }

  boolean within(double p50, double p99) {
    return percentile(0.5) <= p50 && percentile(0.99) <= p99;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "p50 %.1f ms, p99 %.1f ms", percentile(0.5), percentile(0.99));
  }
}

package chat.parley.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/// What happened while a clock ran.
///
/// @param chunks that the models' server sent
/// @param news that arrived at the readers, all together: frames, or chunks that were passed
///   through
/// @param micros of CPU that what is measured took
/// @param least how many news a second the reader with the fewest got
/// @param median how many news a second a reader in the middle got
/// @param delays of the chunks that arrived
record Window(
    long chunks,
    long news,
    double micros,
    double least,
    double median,
    double seconds,
    Delays delays) {

  /// @param news counts what a reader got
  static Window watch(
      Usage usage, Crowd crowd, Upstream upstream, ToIntFunction<Follower> news, Duration length)
      throws InterruptedException {
    List<Follower> followers = crowd.followers();
    int[] before = followers.stream().mapToInt(news).toArray();
    long sent = upstream.sent();
    Duration cpu = usage.cpu();
    crowd.delays();
    long start = System.nanoTime();
    Thread.sleep(length);
    double seconds = (System.nanoTime() - start) / 1e9;
    long all = 0;
    double[] rates = new double[before.length];
    for (int i = 0; i < before.length; i++) {
      int arrived = news.applyAsInt(followers.get(i)) - before[i];
      all += arrived;
      rates[i] = arrived / seconds;
    }
    Arrays.sort(rates);
    return new Window(
        upstream.sent() - sent,
        all,
        usage.cpu().minus(cpu).toNanos() / 1e3,
        rates[0],
        rates[rates.length / 2],
        seconds,
        crowd.delays());
  }

  double perChunk() {
    return micros / chunks;
  }

  double perNews() {
    return micros / news;
  }

  /// @param each what the news are
  String pace(String each) {
    return String.format(
        Locale.ROOT,
        "%s/s of a reader: least %.1f, median %.1f; %.0f chunks/s sent",
        each,
        least,
        median,
        chunks / seconds);
  }
}

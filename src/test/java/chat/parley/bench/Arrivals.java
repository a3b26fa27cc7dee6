package chat.parley.bench;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Whether all that the models' server said has arrived: answers that have ended are compared with
/// what their readers got.
///
/// @param chunks of all answers together
/// @param answers how many there were
/// @param readers how many there were
/// @param missing answers that no reader has as they were sent
/// @param wrong readers who have what was not sent like this
record Arrivals(long chunks, int answers, int readers, int missing, int wrong) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// The chunks of an answer. No two answers have the same stamps, so that their sum tells which it
  /// was.
  ///
  /// @param count how many
  /// @param sum of their stamps
  record Chunks(int count, long sum) {}

  /// Ends all answers, and waits for the last chunk until nothing more can be hoped for.
  static Arrivals end(Upstream upstream, Crowd crowd) throws InterruptedException {
    upstream.end();
    long start = System.nanoTime();
    while (true) {
      Arrivals now = compare(upstream.ended(), crowd.followers());
      boolean over = System.nanoTime() - start > PATIENCE.toNanos();
      if (over || (upstream.talking() == 0 && now.complete())) {
        return now;
      }
      Thread.sleep(20);
    }
  }

  private static Arrivals compare(List<Chunks> sent, List<Follower> followers) {
    Set<Chunks> answers = new HashSet<>(sent);
    List<Chunks> read = followers.stream().map(Follower::chunks).toList();
    Set<Chunks> arrived = new HashSet<>(read);
    return new Arrivals(
        sent.stream().mapToLong(Chunks::count).sum(),
        sent.size(),
        read.size(),
        (int) answers.stream().filter(answer -> !arrived.contains(answer)).count(),
        (int) read.stream().filter(reader -> !answers.contains(reader)).count());
  }

  boolean complete() {
    return missing == 0 && wrong == 0;
  }

  @Override
  public String toString() {
    return complete()
        ? String.format(Locale.ROOT, "all %,d chunks arrived at each reader", chunks)
        : String.format(
            Locale.ROOT,
            "NOT all chunks arrived: %d of %d answers, at %d of %d readers",
            missing,
            answers,
            wrong,
            readers);
  }
}

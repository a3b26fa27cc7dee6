package chat.parley.generation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// Which answers that are being written have lost their writer, as one process sees it.
///
/// A lease of another process has ended when its renewals stood still for its whole length of this
/// process's monotonic clock: wall clocks, which jump and disagree, are never compared. A process
/// never ends its own live workers, however long it slept. To be used by one thread.
final class Leases {
  private final String self;
  private final Duration length;
  private final LongSupplier nanoTime;
  private Map<Long, Seen> seen = Map.of();
  private long looked;

  /// @param self the name of this process
  /// @param length zero where no other process can be at work: what it left has ended at once
  Leases(String self, Duration length, LongSupplier nanoTime) {
    this.self = self;
    this.length = length;
    this.nanoTime = nanoTime;
    this.looked = nanoTime.getAsLong();
  }

  /// The lease on an answer that is being written.
  ///
  /// @param holder the process that writes it
  /// @param renewals counts since the epoch began
  record Lease(long generation, String holder, int epoch, int renewals) {}

  private record Seen(Lease lease, long since) {}

  /// Looks at all leases that there are.
  ///
  /// @param live the generations that workers of this process write
  /// @return those that have ended
  List<Lease> ended(List<Lease> all, Set<Long> live) {
    long now = nanoTime.getAsLong();
    boolean slept = now - looked > length.toNanos() / 2;
    looked = now;
    Map<Long, Seen> present = new HashMap<>();
    List<Lease> ended = new ArrayList<>();
    for (Lease lease : all) {
      Seen before = seen.get(lease.generation());
      // Whoever slept has not seen what was renewed meanwhile, and watches anew.
      Seen watched =
          before != null && before.lease().equals(lease) && !slept ? before : new Seen(lease, now);
      present.put(lease.generation(), watched);
      boolean over = lease.holder().equals(self) || now - watched.since() >= length.toNanos();
      if (over && !live.contains(lease.generation())) {
        ended.add(lease);
      }
    }
    seen = present;
    return ended;
  }
}

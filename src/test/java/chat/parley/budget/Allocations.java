package chat.parley.budget;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Bytes that were allocated so far, from the JVM's own counters.
final class Allocations {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocations() {}

  /// By this thread, which must be a platform thread.
  static long here() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /// By a platform thread.
  static long by(Thread thread) {
    return THREADS.getThreadAllocatedBytes(thread.threadId());
  }

  /// By all threads together. What a virtual thread allocates counts for the thread that carries
  /// it.
  static long everywhere() {
    return THREADS.getTotalThreadAllocatedBytes();
  }
}

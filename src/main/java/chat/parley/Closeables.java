package chat.parley;

import java.util.ArrayDeque;
import java.util.Deque;

/// What was opened, to be closed in reverse: each part may use those before it to its end.
final class Closeables implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T part) {
    parts.addFirst(part);
    return part;
  }

  /// To be closed after all others.
  void addLast(AutoCloseable part) {
    parts.addLast(part);
  }

  @Override
  public void close() {
    IllegalStateException failure = null;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        IllegalStateException first = new IllegalStateException("Parley did not stop cleanly", e);
        failure = failure == null ? first : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

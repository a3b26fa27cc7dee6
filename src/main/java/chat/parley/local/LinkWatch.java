package chat.parley.local;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/// Sees that there is a new secret link, which another process may have made: what is open to those
/// who came in by the old one ends. What they ask for anew is looked at anyway.
public final class LinkWatch implements AutoCloseable {
  private static final Duration ROUND = Duration.ofMillis(500);

  private final SecretLink link;
  private final Consumer<Set<String>> onEnd;
  private final Thread thread;
  private String last;

  /// @param onEnd is told by which link what is to end has come in
  public LinkWatch(SecretLink link, Consumer<Set<String>> onEnd) {
    this.link = link;
    this.onEnd = onEnd;
    this.last = currentId();
    this.thread = Thread.ofPlatform().daemon().name("link").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(ROUND);
        String now = currentId();
        if (!now.equals(last) && !last.isEmpty()) {
          onEnd.accept(Set.of(last));
        }
        last = now;
      }
    } catch (InterruptedException e) {
      // It is closed.
      Thread.currentThread().interrupt();
    }
  }

  private String currentId() {
    return link.current().map(SecretLink.LinkSecret::id).orElse("");
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

package chat.parley.provider;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends a blocking exchange that takes too long, from outside: a socket's own time-out would start
/// anew with every keep-alive.
///
/// Cheap to move with every token: the timer is left as it is where the end moves later, looks
/// again when the old end comes, and goes back to sleep for the rest.
final class Deadline implements AutoCloseable {

  private final ScheduledExecutorService timer;
  private final Runnable abort;
  private final Object lock = new Object();
  private @Nullable ScheduledFuture<?> look;
  private long looksAt;
  private long endsAt;
  private boolean running;
  private boolean over;

  /// @param abort ends the exchange; called on the timer's thread, at most once
  Deadline(ScheduledExecutorService timer, Runnable abort) {
    this.timer = timer;
    this.abort = abort;
  }

  /// Ends the exchange so long from now, whatever was said before.
  void in(Duration limit) {
    synchronized (lock) {
      endsAt = System.nanoTime() + limit.toNanos();
      running = true;
      if (look != null && looksAt - endsAt > 0) {
        look.cancel(false);
        look = null;
      }
      if (look == null) {
        lookIn(limit.toNanos());
      }
    }
  }

  /// No end until the next `in`: while somebody else than the server takes the time.
  void pause() {
    synchronized (lock) {
      running = false;
    }
  }

  boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      running = false;
      if (look != null) {
        look.cancel(false);
        look = null;
      }
    }
  }

  private void lookIn(long nanos) {
    looksAt = System.nanoTime() + nanos;
    try {
      look = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The provider is being closed, which ends the exchange anyway.
      look = null;
    }
  }

  private void look() {
    synchronized (lock) {
      look = null;
      if (!running) {
        return;
      }
      long left = endsAt - System.nanoTime();
      if (left > 0) {
        lookIn(left);
        return;
      }
      running = false;
      over = true;
    }
    abort.run();
  }
}

package chat.parley;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/// The way to the program's end: answers come to theirs, for a while; then everything is closed and
/// the exit code is 0. Whoever asks a second time waits no longer.
final class Shutdown implements Runnable {
  private final App app;
  private final Duration drain;
  private final PrintWriter out;
  private final AtomicBoolean asked = new AtomicBoolean();

  Shutdown(App app, Duration drain, PrintWriter out) {
    this.app = app;
    this.drain = drain;
    this.out = out;
  }

  @Override
  public void run() {
    if (asked.getAndSet(true)) {
      app.hurry();
      return;
    }
    int writing = app.writing();
    if (writing > 0 && drain.isPositive()) {
      out.printf(
          Locale.ENGLISH,
          "Stopping: %d answer%s being finished, for %d s at most. Asked again, Parley stops at once;"
              + " what is not finished goes on at the next start.%n",
          writing,
          writing == 1 ? " is" : "s are",
          drain.toSeconds());
      out.flush();
    }
    app.drain(drain);
    // The shutdown hook closes the app.
    System.exit(0);
  }
}

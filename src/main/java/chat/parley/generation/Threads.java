package chat.parley.generation;

/// The end of the platform threads of this package.
final class Threads {
  private Threads() {}

  /// Interrupts a thread and waits until it has ended, however often the caller is interrupted:
  /// what it uses is closed next.
  static void end(Thread thread) {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

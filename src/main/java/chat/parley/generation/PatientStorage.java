package chat.parley.generation;

import chat.parley.problem.StorageFault;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Stores what there is of an answer here and nowhere else: it tries until that can be stored, or
/// the process ends.
final class PatientStorage {
  /// The longest rest between two attempts, in the publisher's pauses.
  private static final int LONGEST_REST = 10;

  private final BooleanSupplier leaving;

  PatientStorage(BooleanSupplier leaving) {
    this.leaving = leaving;
  }

  /// @param waits is told once, when it cannot be stored at first
  /// @return what `write` gave
  /// @throws StorageFault when the process ends before
  boolean stored(BooleanSupplier write, Consumer<StorageFault> waits) {
    for (int tries = 1; ; tries++) {
      try {
        return write.getAsBoolean();
      } catch (StorageFault fault) {
        if (leaving.getAsBoolean()) {
          throw fault;
        }
        if (tries == 1) {
          waits.accept(fault);
        }
        rest(tries);
      }
    }
  }

  /// Whoever interrupts it has said why; while nothing can be stored no Stop can be either.
  private static void rest(int tries) {
    try {
      Thread.sleep(Publisher.PAUSE.multipliedBy(Math.min(tries, LONGEST_REST)));
    } catch (InterruptedException e) {
      // The next try tells what to do.
    }
  }
}

package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Generation.Outcome;
import chat.parley.provider.Fault;
import java.util.function.Predicate;

/// What becomes of an answer whose process ended while it was written. Pure.
final class Recovery {
  /// How many processes may end while writing one answer before it is given up.
  static final int MOST_CRASHES = 3;

  private Recovery() {}

  /// An answer that is being written by nobody.
  ///
  /// @param crashes how many processes ended over it before, since a person last asked for it
  record Orphan(
      long id,
      ConversationId conversation,
      int message,
      String provider,
      int epoch,
      int crashes,
      boolean stopRequested,
      Generations.Written written) {}

  /// What to do with one.
  sealed interface Decision {
    /// In line again: from the beginning where nothing was shown, else from where it ended.
    record WriteOn() implements Decision {}

    record End(Outcome outcome) implements Decision {}
  }

  /// Decides for one orphan.
  interface Plan {
    Decision decide(Orphan orphan);
  }

  /// @param continuesPrefix whether the provider of that name can go on from a prefix
  static Plan plan(Predicate<String> continuesPrefix) {
    return orphan -> {
      if (orphan.stopRequested()) {
        return new Decision.End(new Outcome.Stopped());
      }
      if (orphan.crashes() + 1 >= MOST_CRASHES) {
        return new Decision.End(
            new Outcome.Failed(
                new Fault(
                    Fault.Kind.CRASHED,
                    "Parley ended " + MOST_CRASHES + " times while this answer was being written.",
                    null)));
      }
      boolean nothingShown = orphan.written().text().isEmpty();
      return nothingShown || continuesPrefix.test(orphan.provider())
          ? new Decision.WriteOn()
          : new Decision.End(new Outcome.Interrupted());
    };
  }
}

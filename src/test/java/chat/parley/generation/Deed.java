package chat.parley.generation;

import chat.parley.provider.Fault;

/// What people, workers and fate do to answers.
///
/// Numbers pick among what there is, the newest first, so that each deed can be done to every state
/// and a sequence stays one when parts of it are left out.
sealed interface Deed {
  String TEXT = "Why?";

  /// @param key 0 for none
  record Begin(int account, String provider, int key) implements Deed {}

  /// @param branch a message of the branch, 0 for the newest
  /// @param edits the message that is written anew, 0 for none
  record Send(int chat, int branch, int edits, int key) implements Deed {}

  record Again(int chat, int message, String provider) implements Deed {}

  record Retry(int chat, int message, String provider) implements Deed {}

  record Resume(int chat, int message) implements Deed {}

  record Stop(int chat, int message) implements Deed {}

  record Delete(int chat) implements Deed {}

  record Restore(int chat) implements Deed {}

  /// A process takes what may begin.
  record Claim(int process) implements Deed {}

  /// A worker, who may have lost its claim, writes.
  record Append(int worker, String text, String reasoning) implements Deed {}

  /// A worker, who may have lost its claim, ends its answer.
  record Finish(int worker, How how, String rest) implements Deed {}

  enum How {
    FINISHED,
    CUT_SHORT,
    STOPPED,
    FAILED;

    Generation.Outcome outcome() {
      return switch (this) {
        case FINISHED -> new Generation.Outcome.Finished(false);
        case CUT_SHORT -> new Generation.Outcome.Finished(true);
        case STOPPED -> new Generation.Outcome.Stopped();
        case FAILED -> new Generation.Outcome.Failed(new Fault(Fault.Kind.TIMED_OUT, "slow", null));
      };
    }
  }

  /// A worker leaves its answer to the next process, as all do when theirs ends politely.
  record Leave(int worker, String rest) implements Deed {}

  /// A worker goes without having ended its answer: the disk was full.
  record Drop(int worker) implements Deed {}

  record LeaveOut(int worker, int messages) implements Deed {}

  record Renew(int process) implements Deed {}

  /// A process looks after the others for longer than a lease lasts.
  ///
  /// @param othersRenew whether the other one is alive meanwhile
  record Watch(int process, boolean othersRenew) implements Deed {}

  /// A process dies; another one starts in its place, beside the one that lives.
  record Crash(int process) implements Deed {}

  /// All processes die, and one starts that has the database to itself.
  record Restart() implements Deed {}

  /// The readers of a chat look, and one more comes.
  record Look(int chat) implements Deed {}

  /// Somebody sets the clock.
  record SetClock(int seconds) implements Deed {}
}

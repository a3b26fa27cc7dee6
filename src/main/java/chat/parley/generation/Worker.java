package chat.parley.generation;

import chat.parley.conversation.Message;
import chat.parley.conversation.MessageTree;
import chat.parley.generation.Generation.Outcome;
import chat.parley.problem.Problem;
import chat.parley.provider.Fault;
import chat.parley.usage.Quota;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one answer, on a virtual thread of its own: asks the provider, hands its chunks to the
/// publisher, tries again where nothing was shown yet, and ends the answer once.
final class Worker implements Runnable {
  /// More than any context window holds.
  private static final int LONGEST_PATH = 5_000;

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final Claim claimed;
  private final AnswerStore answers;
  private final Publisher publisher;
  private final ModelCalls calls;
  private final Quota quota;
  private volatile @Nullable AnswerInProgress answer;
  private volatile @Nullable Thread thread;
  private volatile boolean stopped;
  private volatile boolean leaving;

  Worker(Claim claimed, AnswerStore answers, Publisher publisher, ModelCalls calls, Quota quota) {
    this.claimed = claimed;
    this.answers = answers;
    this.publisher = publisher;
    this.calls = calls;
    this.quota = quota;
  }

  int epoch() {
    return claim().epoch();
  }

  private Claim claim() {
    AnswerInProgress present = answer;
    return present == null ? claimed : present.claim();
  }

  /// A person pressed Stop: what was written stays.
  void stop() {
    stopped = true;
    interrupt();
  }

  /// The process ends: what was written stays, and the answer is left to the next process.
  void leave() {
    leaving = true;
    interrupt();
  }

  private void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      Beginning beginning = answers.read(this::begin);
      AnswerInProgress begun =
          new AnswerInProgress(claimed, beginning.written(), publisher, quota, () -> leaving);
      answer = begun;
      run(beginning, begun);
    } catch (WriteBuffer.EpochOver e) {
      log.info("worker was fenced off generation={} epoch={}", claim().id(), epoch());
    } finally {
      thread = null;
      publisher.end(claim());
    }
  }

  private void run(Beginning beginning, AnswerInProgress answer) {
    try {
      Outcome outcome =
          beginning.stopRequested() || stopped || leaving
              ? new Outcome.Stopped()
              : write(beginning, answer);
      if (leaving && !stopped && !(outcome instanceof Outcome.Finished)) {
        answer.leave();
      } else {
        answer.end(outcome);
      }
    } catch (WriteBuffer.EpochOver e) {
      answer.addUpIfDeleted();
      throw e;
    }
  }

  /// What there is before the first chunk.
  private record Beginning(
      List<Message> path,
      Generations.Written written,
      boolean stopRequested,
      Optional<String> refusal) {}

  private Beginning begin(Handle handle) {
    MessageTree tree = new MessageTree(handle, claimed.conversation());
    List<Message> path = tree.pathTo(claimed.message(), LONGEST_PATH);
    if (path.isEmpty()) {
      throw new WriteBuffer.EpochOver(); // its chat was deleted for good after the claim
    }
    Message answer = path.getLast();
    return new Beginning(
        path.subList(0, path.size() - 1),
        new Generations.Written(answer.text(), answer.reasoning()),
        AnswerStore.stopRequested(handle, claimed),
        quota.refusal(handle, claimed.account()));
  }

  private Outcome write(Beginning beginning, AnswerInProgress answer) {
    if (beginning.refusal().isPresent()) {
      return failed(Fault.Kind.USED_UP, beginning.refusal().get());
    }
    try {
      return calls.outcome(answer, beginning.path(), beginning.written().text());
    } catch (InterruptedException | AnswerInProgress.InterruptedWriting e) {
      // Whoever interrupted has said why; the flag must not disturb the end.
      Thread.interrupted();
      return new Outcome.Stopped();
    } catch (WriteBuffer.EpochOver e) {
      throw e;
    } catch (Problem e) {
      return failed(Fault.Kind.NOT_STORED, e.message());
    } catch (RuntimeException e) {
      log.error("answer ended by a fault of our own generation={}", claim().id(), e);
      return failed(Fault.Kind.CRASHED, "Something went wrong inside Parley; its log says more.");
    }
  }

  static Outcome failed(Fault.Kind kind, String detail) {
    return new Outcome.Failed(new Fault(kind, detail, null));
  }
}

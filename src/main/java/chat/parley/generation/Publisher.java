package chat.parley.generation;

import chat.parley.live.Channels;
import chat.parley.live.Status;
import chat.parley.problem.StorageFault;
import chat.parley.provider.Chunk;
import chat.parley.provider.FaultMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the news of all answers into the database in one transaction, and only then before the
/// readers.
///
/// At once when there is some, and at most every 40 ms for each answer: so the first word has no
/// delay, and a fast model does not cost a transaction a token.
final class Publisher implements AutoCloseable {
  static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /// How soon what could not be stored is tried again.
  static final Duration PAUSE = Duration.ofMillis(500);

  /// How long a worker goes on while nothing of its answer can be stored: then it gives up, and
  /// what it has becomes the answer's end.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// How much of the reasoning's end readers see while the model thinks, in characters: the same
  /// however long it is.
  private static final int THOUGHT_SHOWN = 600;

  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  private final AnswerStore answers;
  private final Channels feeds;
  private final Duration patience;
  private final DelayQueue<WriteBuffer> due = new DelayQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  Publisher(AnswerStore answers, Channels feeds) {
    this(answers, feeds, PATIENCE);
  }

  Publisher(AnswerStore answers, Channels feeds, Duration patience) {
    this.answers = answers;
    this.feeds = feeds;
    this.patience = patience;
    this.thread = Thread.ofPlatform().name("publisher").start(this::run);
  }

  AnswerStore answers() {
    return answers;
  }

  /// Shows an answer to the readers as one that grows from what there is of it.
  WriteBuffer begin(Claim claim, Generations.Written written) {
    String conversation = claim.conversation().value();
    WriteBuffer begun =
        new WriteBuffer(
            claim,
            feeds.begin(conversation, claim.message(), claim.epoch(), written.text()),
            written.reasoning());
    feeds.changed(conversation);
    return begun;
  }

  /// Its readers look at the database again.
  void changed(Claim claim) {
    feeds.changed(claim.conversation().value());
  }

  void say(Claim claim, Status status) {
    feeds.setStatus(claim.conversation().value(), claim.message(), status);
  }

  /// It grows no more under this epoch.
  void end(Claim claim) {
    feeds.end(claim.conversation().value(), claim.message(), claim.epoch());
  }

  /// Adds a chunk to a buffer, which will be published.
  void add(WriteBuffer buffer, Chunk chunk) throws InterruptedException {
    if (buffer.add(chunk)) {
      due.add(buffer);
    }
  }

  private void run() {
    List<WriteBuffer> buffers = new ArrayList<>();
    while (!closed) {
      buffers.clear();
      try {
        buffers.add(due.take());
        due.drainTo(buffers);
      } catch (InterruptedException e) {
        continue;
      }
      try {
        publish(buffers);
      } catch (Throwable e) {
        // Without this thread no answer would go on; those that it was busy with end here.
        log.error("publishing failed answers={}", buffers.size(), e);
        buffers.forEach(WriteBuffer::refuse);
      }
    }
  }

  private void publish(List<WriteBuffer> buffers) {
    List<WriteBuffer> owners = new ArrayList<>(buffers.size());
    List<AnswerStore.Segment> pieces = new ArrayList<>(buffers.size());
    for (WriteBuffer buffer : buffers) {
      AnswerStore.Segment piece = buffer.take();
      if (piece != null) {
        owners.add(buffer);
        pieces.add(piece);
      }
    }
    try {
      settle(owners, pieces, append(pieces));
    } catch (StorageFault fault) {
      putBack(owners, pieces, fault);
    }
  }

  private void settle(
      List<WriteBuffer> owners, List<AnswerStore.Segment> pieces, boolean[] accepted) {
    for (int i = 0; i < owners.size(); i++) {
      WriteBuffer buffer = owners.get(i);
      if (buffer.waits()) {
        say(buffer, "");
      }
      if (buffer.settle(pieces.get(i), accepted[i])) {
        due.add(buffer);
      }
      if (accepted[i]) {
        tell(buffer, pieces.get(i));
      }
    }
  }

  /// Nothing of it is in the database, so that it can be tried again when that can be written.
  private void putBack(
      List<WriteBuffer> owners, List<AnswerStore.Segment> pieces, StorageFault fault) {
    for (int i = 0; i < owners.size(); i++) {
      WriteBuffer buffer = owners.get(i);
      if (!buffer.waits()) {
        say(buffer, FaultMessages.waiting(fault.kind()));
      }
      if (buffer.putBack(pieces.get(i), fault, patience.toNanos())) {
        due.add(buffer);
      }
    }
  }

  private void say(WriteBuffer buffer, String sentence) {
    say(buffer.claim(), new Status(sentence, sentence.isEmpty() ? 0 : System.nanoTime(), ""));
  }

  private boolean[] append(List<AnswerStore.Segment> pieces) {
    if (pieces.isEmpty()) {
      return new boolean[0];
    }
    try {
      return answers.append(pieces);
    } catch (StorageFault fault) {
      throw fault;
    } catch (RuntimeException e) {
      // Nobody has seen these pieces, and their workers must not go on as if someone had.
      log.error("pieces could not be stored answers={}", pieces.size(), e);
      return new boolean[pieces.size()];
    }
  }

  private void tell(WriteBuffer buffer, AnswerStore.Segment piece) {
    String conversation = buffer.claim().conversation().value();
    if (piece.begins()) {
      feeds.clearStatus(conversation, buffer.claim().message());
      feeds.changed(conversation);
    } else if (piece.text().isEmpty() && buffer.answer().text().isEmpty()) {
      say(buffer.claim(), new Status("", 0, buffer.lastThought(THOUGHT_SHOWN)));
    } else {
      feeds.grew(conversation);
    }
  }

  @Override
  public void close() {
    closed = true;
    Threads.end(thread);
  }
}

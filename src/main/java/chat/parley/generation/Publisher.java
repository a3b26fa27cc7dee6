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

  private final Claims claims;
  private final Channels feeds;
  private final Duration patience;
  private final DelayQueue<Draft> due = new DelayQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  Publisher(Claims claims, Channels feeds) {
    this(claims, feeds, PATIENCE);
  }

  Publisher(Claims claims, Channels feeds, Duration patience) {
    this.claims = claims;
    this.feeds = feeds;
    this.patience = patience;
    this.thread = Thread.ofPlatform().name("publisher").start(this::run);
  }

  /// Adds a chunk to a draft, which will be published.
  void add(Draft draft, Chunk chunk) throws InterruptedException {
    if (draft.add(chunk)) {
      due.add(draft);
    }
  }

  private void run() {
    List<Draft> drafts = new ArrayList<>();
    while (!closed) {
      drafts.clear();
      try {
        drafts.add(due.take());
        due.drainTo(drafts);
      } catch (InterruptedException e) {
        continue;
      }
      try {
        publish(drafts);
      } catch (Throwable e) {
        // Without this thread no answer would go on; those that it was busy with end here.
        log.error("publishing failed answers={}", drafts.size(), e);
        drafts.forEach(Draft::refuse);
      }
    }
  }

  private void publish(List<Draft> drafts) {
    List<Draft> owners = new ArrayList<>(drafts.size());
    List<Claims.Piece> pieces = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      Claims.Piece piece = draft.take();
      if (piece != null) {
        owners.add(draft);
        pieces.add(piece);
      }
    }
    try {
      settle(owners, pieces, append(pieces));
    } catch (StorageFault fault) {
      putBack(owners, pieces, fault);
    }
  }

  private void settle(List<Draft> owners, List<Claims.Piece> pieces, boolean[] accepted) {
    for (int i = 0; i < owners.size(); i++) {
      Draft draft = owners.get(i);
      if (draft.waits()) {
        say(draft, "");
      }
      if (draft.settle(pieces.get(i), accepted[i])) {
        due.add(draft);
      }
      if (accepted[i]) {
        tell(draft, pieces.get(i));
      }
    }
  }

  /// Nothing of it is in the database, so that it can be tried again when that can be written.
  private void putBack(List<Draft> owners, List<Claims.Piece> pieces, StorageFault fault) {
    for (int i = 0; i < owners.size(); i++) {
      Draft draft = owners.get(i);
      if (!draft.waits()) {
        say(draft, FaultMessages.waiting(fault.kind()));
      }
      if (draft.putBack(pieces.get(i), fault, patience.toNanos())) {
        due.add(draft);
      }
    }
  }

  private void say(Draft draft, String sentence) {
    feeds.say(
        draft.claim().conversation().value(),
        draft.claim().message(),
        new Status(sentence, sentence.isEmpty() ? 0 : System.nanoTime(), ""));
  }

  private boolean[] append(List<Claims.Piece> pieces) {
    if (pieces.isEmpty()) {
      return new boolean[0];
    }
    try {
      return claims.append(pieces);
    } catch (StorageFault fault) {
      throw fault;
    } catch (RuntimeException e) {
      // Nobody has seen these pieces, and their workers must not go on as if someone had.
      log.error("pieces could not be stored answers={}", pieces.size(), e);
      return new boolean[pieces.size()];
    }
  }

  private void tell(Draft draft, Claims.Piece piece) {
    String conversation = draft.claim().conversation().value();
    int message = draft.claim().message();
    if (piece.begins()) {
      feeds.hush(conversation, message);
      feeds.changed(conversation);
    } else if (piece.text().isEmpty() && draft.answer().text().isEmpty()) {
      feeds.say(conversation, message, new Status("", 0, draft.lastThought(THOUGHT_SHOWN)));
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

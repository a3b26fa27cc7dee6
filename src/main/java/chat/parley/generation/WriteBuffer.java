package chat.parley.generation;

import chat.parley.live.GrowingAnswer;
import chat.parley.problem.StorageFault;
import chat.parley.provider.Chunk;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An answer between its worker, who adds chunks, and the publisher, who brings them into the
/// database and then before the readers.
///
/// What was added but not taken waits here, a bounded amount: a worker that is faster than the disk
/// waits.
final class WriteBuffer implements Delayed {
  /// The most characters that wait here for the database.
  private static final int MOST_PENDING = 256 * 1024;

  private final Claim claim;
  private final GrowingAnswer answer;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder wholeReasoning;
  private boolean begun;

  /// What was taken out last, at the end, and is not shown yet.
  private AnswerStore.@Nullable Segment rest;

  private boolean underWay;
  private boolean refused;
  private @Nullable StorageFault lost;
  private long waitsSince;
  private long lastTaken;
  private volatile long due;

  WriteBuffer(Claim claim, GrowingAnswer answer, String reasoningSoFar) {
    this.claim = claim;
    this.answer = answer;
    this.wholeReasoning = new StringBuilder(reasoningSoFar);
    this.begun = !answer.text().isEmpty();
    this.lastTaken = System.nanoTime() - Publisher.PACE_NANOS;
  }

  Claim claim() {
    return claim;
  }

  GrowingAnswer answer() {
    return answer;
  }

  /// Adds a chunk, waiting while too much is pending.
  ///
  /// @return whether the publisher must be told
  /// @throws EpochOver when this epoch is over
  /// @throws StorageFault when what was added could not be stored for too long
  synchronized boolean add(Chunk chunk) throws InterruptedException {
    while (text.length() + reasoning.length() > MOST_PENDING && !refused && lost == null) {
      wait();
    }
    if (refused) {
      throw new EpochOver();
    }
    if (lost != null) {
      throw lost;
    }
    boolean idle = text.isEmpty() && reasoning.isEmpty() && !underWay;
    switch (chunk) {
      case Chunk.Text(String piece) -> text.append(answer.normalise(piece));
      case Chunk.Reasoning(String piece) -> reasoning.append(piece);
      case Chunk.TextWasReasoning _ ->
          throw new IllegalArgumentException("What is shown is not taken back by a chunk");
    }
    if (idle && !(text.isEmpty() && reasoning.isEmpty())) {
      due = Math.max(System.nanoTime(), lastTaken + Publisher.PACE_NANOS);
      return true;
    }
    return false;
  }

  /// Takes what is pending, for the database.
  synchronized AnswerStore.@Nullable Segment take() {
    if (text.isEmpty() && reasoning.isEmpty()) {
      return null;
    }
    AnswerStore.Segment piece = piece();
    underWay = true;
    lastTaken = System.nanoTime();
    return piece;
  }

  /// What was taken is in the database, or was refused.
  ///
  /// @return whether more came in the meantime, and the publisher must come again
  synchronized boolean settle(AnswerStore.Segment piece, boolean accepted) {
    underWay = false;
    waitsSince = 0;
    if (accepted) {
      show(piece);
    } else {
      refused = true;
    }
    notifyAll();
    due = lastTaken + Publisher.PACE_NANOS;
    return !refused && !(text.isEmpty() && reasoning.isEmpty());
  }

  /// What was taken could not be stored, and nobody has seen it: it comes first the next time.
  ///
  /// @param patience how long this may go on before the worker is told to give up, in nanoseconds
  /// @return whether the publisher must come again
  synchronized boolean putBack(AnswerStore.Segment piece, StorageFault fault, long patience) {
    text.insert(0, piece.text());
    reasoning.insert(0, piece.reasoning());
    begun &= !piece.begins();
    underWay = false;
    notifyAll();
    long now = System.nanoTime();
    waitsSince = waitsSince == 0 ? now : waitsSince;
    if (!fault.kind().passing() || now - waitsSince >= patience) {
      lost = fault;
      return false;
    }
    due = now + Publisher.PAUSE.toNanos();
    return true;
  }

  /// What was taken may be in the database or not: nothing is shown or accepted any more, and
  /// recovery finds what there is.
  synchronized void refuse() {
    underWay = false;
    refused = true;
    notifyAll();
  }

  /// Takes the rest, for the transaction that ends the answer. The publisher finds nothing any
  /// more.
  ///
  /// @throws EpochOver when this epoch is over
  synchronized AnswerStore.Segment close() {
    boolean interrupted = false;
    while (underWay) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (refused) {
      throw new EpochOver();
    }
    text.append(answer.endOfInput());
    rest = piece();
    return rest;
  }

  /// Whether what it holds waits for a database that cannot be written at present.
  synchronized boolean waits() {
    return waitsSince != 0;
  }

  /// Brings a piece that the database has before the readers.
  synchronized void show(AnswerStore.Segment piece) {
    wholeReasoning.append(piece.reasoning());
    if (!piece.text().isEmpty()) {
      answer.publish(piece.text());
    }
    if (piece.equals(rest)) {
      rest = null;
    }
  }

  /// The last lines of the reasoning that the database has.
  synchronized String lastThought(int characters) {
    int from = Math.max(0, wholeReasoning.length() - characters);
    return wholeReasoning.substring(from).stripLeading();
  }

  /// All that came, also what the database does not have yet.
  synchronized Generations.Written everything() {
    String lastText = rest == null ? "" : rest.text();
    String lastReasoning = rest == null ? "" : rest.reasoning();
    return new Generations.Written(
        answer.text() + lastText + text, wholeReasoning.toString() + lastReasoning + reasoning);
  }

  synchronized String reasoning() {
    return wholeReasoning.toString();
  }

  private AnswerStore.Segment piece() {
    boolean begins = !begun && !text.isEmpty();
    begun |= begins;
    AnswerStore.Segment piece =
        new AnswerStore.Segment(claim, text.toString(), reasoning.toString(), begins);
    text.setLength(0);
    reasoning.setLength(0);
    return piece;
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(due, ((WriteBuffer) other).due);
  }

  /// Another epoch has begun: this worker writes for nobody any more.
  static final class EpochOver extends RuntimeException {
    private static final long serialVersionUID = 1;

    EpochOver() {
      super("The epoch is over", null, false, false);
    }
  }
}

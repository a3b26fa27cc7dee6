package chat.parley.provider;

import chat.parley.provider.EventStream.Event;
import chat.parley.provider.Fault.Kind;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.io.IOException;
import java.time.Duration;

/// One answer's events on their way from the server to LangChain4j: each understood in its dialect,
/// and each a reason to wait on.
final class Passage {

  /// After the finish reason only the usage and `[DONE]` may come.
  private static final Duration AFTER_FINISH = Duration.ofSeconds(3);

  /// After `[DONE]` only the stream's end may come, which is waited for so that the connection can
  /// be used again.
  private static final Duration AFTER_DONE = Duration.ofMillis(100);

  private final ServerSentEventListener listener;
  private final Deadline deadline;
  private final Timeouts timeouts;
  private final Diagnosis diagnosis;
  private final Cancellation cancellation = new Cancellation();
  private boolean anyCharacter;
  private boolean finished;
  private boolean done;

  Passage(
      ServerSentEventListener listener, Deadline deadline, Timeouts timeouts, Diagnosis diagnosis) {
    this.listener = listener;
    this.deadline = deadline;
    this.timeouts = timeouts;
    this.diagnosis = diagnosis;
  }

  /// Until the stream's end, or until the listener has cancelled it.
  void read(EventStream events) throws IOException {
    try {
      for (Event event = events.next(); event != null; event = events.next()) {
        pass(event);
        // Looked at here because reading would notice it only where it has to wait.
        if (Thread.interrupted()) {
          throw new Interrupted();
        }
        if (cancellation.isCancelled()) {
          return;
        }
      }
    } catch (IOException e) {
      // What breaks after the end of the answer takes nothing away from it.
      if (Thread.currentThread().isInterrupted() || !(finished || done)) {
        throw e;
      }
    }
  }

  void pass(Event event) {
    if (done) {
      return;
    }
    if (event.data().strip().equals("[DONE]")) {
      done = true;
      deadline.in(AFTER_DONE);
      return;
    }
    switch (StreamPiece.read(event.name(), event.data())) {
      case StreamPiece.Delta delta -> pass(delta);
      case StreamPiece.Failure(var error) -> throw new Faulted(diagnosis.ofError(error));
      case StreamPiece.Unreadable() -> {
        if (event.whole()) {
          throw new Faulted(diagnosis.fault(Kind.GARBLED, event.data()));
        }
      }
    }
  }

  private void pass(StreamPiece.Delta delta) {
    if (finished) {
      // Nothing but the count of tokens comes after the end; a second end changes nothing.
      handOver(delta.onlyUsage());
      return;
    }
    if ("error".equals(delta.finishReason())) {
      Kind kind = anyCharacter ? Kind.BROKE_OFF : Kind.UNAVAILABLE;
      throw new Faulted(diagnosis.fault(kind, "The server broke the answer off"));
    }
    if (!delta.hasCharacters() && delta.finishReason() == null) {
      // Keeps the connection open, and is no reason to wait longer.
      return;
    }
    anyCharacter |= delta.hasCharacters();
    finished = delta.finishReason() != null;
    deadline.pause();
    handOver(delta);
    deadline.in(finished ? AFTER_FINISH : timeouts.betweenTokens());
  }

  private void handOver(StreamPiece.Delta delta) {
    PassingEvent event = new PassingEvent(delta.asOpenAiSendsIt());
    listener.onEvent(event, new ServerSentEventContext(cancellation));
    event.passed();
  }

  /// The stream has ended: well, or in the middle of the answer.
  void end() {
    if (cancellation.isCancelled()) {
      return;
    }
    if (!finished && !done) {
      throw new Faulted(
          anyCharacter
              ? diagnosis.fault(Kind.BROKE_OFF, "The stream ended before the answer did")
              : diagnosis.fault(Kind.GARBLED, "The server sent nothing that is an answer"));
    }
    listener.onClose();
  }
}

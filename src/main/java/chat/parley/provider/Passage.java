package chat.parley.provider;

import chat.parley.provider.EventStream.Event;
import chat.parley.provider.Fault.Kind;
import chat.parley.provider.StreamPiece.Finish;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// One answer's events on their way from the server to LangChain4j: each understood in its dialect,
/// and each a reason to wait on.
final class Passage {

  /// After the finish reason only the usage and the mark of the end may come.
  private static final Duration AFTER_FINISH = Duration.ofSeconds(3);

  /// After that mark only the stream's end may come, which is waited for so that the connection can
  /// be used again.
  private static final Duration AFTER_DONE = Duration.ofMillis(100);

  private final Dialect dialect;
  private final ServerSentEventListener listener;
  private final Deadline deadline;
  private final Timeouts timeouts;
  private final Diagnosis diagnosis;
  private final Cancellation cancellation = new Cancellation();
  private boolean anyCharacter;
  private boolean finished;
  private boolean done;

  Passage(
      Dialect dialect,
      ServerSentEventListener listener,
      Deadline deadline,
      Timeouts timeouts,
      Diagnosis diagnosis) {
    this.dialect = dialect;
    this.listener = listener;
    this.deadline = deadline;
    this.timeouts = timeouts;
    this.diagnosis = diagnosis;
  }

  /// Until the stream's end, or until the listener has cancelled it.
  void read(InputStream body) throws IOException {
    Events events = dialect.events(body);
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
    switch (dialect.read(event)) {
      case StreamPiece.Delta delta -> pass(delta);
      case StreamPiece.Done() -> {
        done = true;
        deadline.in(AFTER_DONE);
      }
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
    Finish finish = delta.finish();
    if (!delta.hasCharacters() && finish == null) {
      // Keeps the connection open, and is no reason to wait longer.
      return;
    }
    anyCharacter |= delta.hasCharacters();
    finished = finish != null;
    deadline.pause();
    handOver(delta);
    if (finish != null) {
      look(finish);
    }
    deadline.in(finished ? AFTER_FINISH : timeouts.betweenTokens());
  }

  /// At an end that is none of an answer. LangChain4j has no words for most of these.
  private void look(Finish finish) {
    switch (finish.reason()) {
      case REFUSED ->
          throw new Faulted(
              diagnosis.fault(
                  Kind.REFUSED,
                  "The provider's content filter ended the answer: " + finish.said()));
      case BROKEN -> {
        Kind kind = anyCharacter ? Kind.BROKE_OFF : Kind.UNAVAILABLE;
        throw new Faulted(
            diagnosis.fault(kind, "The server broke the answer off: " + finish.said()));
      }
      case STOP, LENGTH, TOOLS -> {}
    }
  }

  private void handOver(StreamPiece.Delta delta) {
    for (PassingEvent event : dialect.written(delta)) {
      listener.onEvent(event, new ServerSentEventContext(cancellation));
      event.passed();
    }
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

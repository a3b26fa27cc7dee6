package chat.parley.provider;

import chat.parley.provider.EventStream.Event;
import chat.parley.provider.Fault.Kind;
import chat.parley.provider.StreamPiece.Finish;
import chat.parley.provider.StreamPiece.Usage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One answer's events on their way from the server to LangChain4j: each understood in its dialect,
/// and each a reason to wait on.
///
/// A finish is provisional while text may come: some servers say it in every piece. What is no
/// piece of an answer is passed over, and told only where nothing else comes.
final class Passage {

  /// After the finish only more text, the usage and the mark of the end may come.
  private static final Duration AFTER_FINISH = Duration.ofSeconds(3);

  /// After that mark only the stream's end may come, which is waited for so that the connection can
  /// be used again.
  private static final Duration AFTER_DONE = Duration.ofMillis(100);

  /// How much may come without a character of the answer, in bytes.
  private static final long MOST_WITHOUT = 64_000_000;

  private static final Logger log = LoggerFactory.getLogger(Passage.class);

  private final Dialect dialect;
  private final ServerSentEventListener listener;
  private final Deadline deadline;
  private final Timeouts timeouts;
  private final Diagnosis diagnosis;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable Finish finish;
  private @Nullable Usage usage;
  private boolean finishesEarly;
  private boolean anyCharacter;
  private boolean done;
  private long lastCharacter;
  private long bytesSince;
  private int skipped;
  private String otherWords = "";

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
    EventStream events = new EventStream(new Watched(body));
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
      if (Thread.currentThread().isInterrupted() || !(finish != null || done)) {
        throw e;
      }
    }
    otherWords = otherWords.isEmpty() ? events.rest() : otherWords;
  }

  private void pass(Event event) {
    pass(event, unwrapped(event.data().strip()));
  }

  /// JSON may come within a string of JSON.
  private static String unwrapped(String data) {
    if (!data.startsWith("\"") || !data.endsWith("\"")) {
      return data;
    }
    try {
      return StreamPiece.JSON.readTree(data).asText(data).strip();
    } catch (JsonProcessingException e) {
      return data;
    }
  }

  private void pass(Event event, String data) {
    if (done || data.isEmpty() || data.equals("null")) {
      return;
    }
    if (EventStream.isMarkOfTheEnd(data)) {
      done = true;
      deadline.in(AFTER_DONE);
      return;
    }
    switch (dialect.read(new Event(event.name(), data, event.whole()))) {
      case StreamPiece.Delta delta -> pass(delta);
      case StreamPiece.Done() -> {
        done = true;
        deadline.in(AFTER_DONE);
      }
      case StreamPiece.Failure(var error) -> throw new Faulted(diagnosis.ofError(error));
      case StreamPiece.Unreadable() -> {
        if (event.name().equals("error")) {
          throw new Faulted(diagnosis.ofError(JsonNodeFactory.instance.textNode(data)));
        }
        if (event.whole()) {
          skipped++;
          otherWords = otherWords.isEmpty() ? data : otherWords;
        }
      }
    }
  }

  private void pass(StreamPiece.Delta delta) {
    usage = delta.usage() == null ? usage : delta.usage();
    if (delta.hasCharacters()) {
      anyCharacter = true;
      if (finish != null && !(delta.text().isBlank() && delta.reasoning().isBlank())) {
        finish = null;
        finishesEarly = true;
      }
      deadline.pause();
      handOver(delta.onlyCharacters());
      lastCharacter = System.nanoTime();
      bytesSince = 0;
    }
    // The first counts, unless more text comes after it.
    finish = finish == null ? delta.finish() : finish;
    if (finish != null && (anyCharacter || finish.reason() != Finish.Reason.STOP)) {
      // Who says it in every piece may take as long for the next as anybody.
      deadline.in(finishesEarly ? timeouts.betweenTokens() : AFTER_FINISH);
    } else if (delta.hasCharacters()) {
      deadline.in(timeouts.betweenTokens());
    }
  }

  /// Whatever comes shows that the server is still there, and is a reason to wait on: for so long
  /// as for the first character, and no longer.
  private void alive(int bytes) {
    bytesSince += bytes;
    if (bytesSince > MOST_WITHOUT) {
      throw new Faulted(
          diagnosis.fault(Kind.GARBLED, "Megabytes came in which there is no answer"));
    }
    if (anyCharacter && finish == null && !done) {
      Duration since = Duration.ofNanos(System.nanoTime() - lastCharacter);
      Duration left = timeouts.firstToken().minus(since);
      Duration usual = timeouts.betweenTokens();
      deadline.in(left.compareTo(usual) < 0 ? left : usual);
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
    if (skipped > 0) {
      log.info("passed over what is no piece of an answer events={}", skipped);
    }
    if (!anyCharacter && !otherWords.isEmpty()) {
      throw new Faulted(diagnosis.ofOther(otherWords));
    }
    if (finish == null && !done) {
      throw new Faulted(
          anyCharacter
              ? diagnosis.fault(Kind.BROKE_OFF, "The stream ended before the answer did")
              : diagnosis.fault(Kind.GARBLED, "The server sent nothing that is an answer"));
    }
    Finish last = finish == null ? new Finish(Finish.Reason.STOP, "the end") : finish;
    look(last);
    handOver(new StreamPiece.Delta("", "", last, usage));
    listener.onClose();
  }

  /// At an end that is none of an answer. LangChain4j has no words for most of these.
  private void look(Finish last) {
    switch (last.reason()) {
      case REFUSED ->
          throw new Faulted(
              diagnosis.fault(
                  Kind.REFUSED, "The provider's content filter ended the answer: " + last.said()));
      case BROKEN -> {
        Kind kind = anyCharacter ? Kind.BROKE_OFF : Kind.UNAVAILABLE;
        throw new Faulted(diagnosis.fault(kind, "The server broke the answer off: " + last.said()));
      }
      case STOP, LENGTH, TOOLS -> {}
    }
  }

  /// A body that tells of each of its pieces.
  private final class Watched extends FilterInputStream {

    Watched(InputStream body) {
      super(body);
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int read = super.read(buffer, from, length);
      if (read > 0) {
        alive(read);
      }
      return read;
    }
  }
}

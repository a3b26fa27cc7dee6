package chat.parley.provider;

import chat.parley.provider.Fault.Kind;
import chat.parley.provider.SseReader.SseEvent;
import chat.parley.provider.StreamEvent.Finish;
import chat.parley.provider.StreamEvent.TokenUsage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one answer from the body of a response: each event is understood by its format, and each
/// is a reason to wait on.
///
/// A finish is provisional while text may come: some servers say it in every piece. What is no
/// piece of an answer is passed over, and told only where nothing else comes.
final class ResponseReader {

  /// After the finish only more text, the usage and the mark of the end may come.
  private static final Duration AFTER_FINISH = Duration.ofSeconds(3);

  /// After that mark only the stream's end may come, which is waited for so that the connection can
  /// be used again.
  private static final Duration AFTER_DONE = Duration.ofMillis(100);

  /// How much may come without a character of the answer, in bytes.
  private static final long MOST_WITHOUT = 64_000_000;

  private static final Logger log = LoggerFactory.getLogger(ResponseReader.class);

  private final WireFormat format;
  private final AnswerOutput output;
  private final Deadline deadline;
  private final Timeouts timeouts;
  private final FaultTranslator diagnosis;
  private @Nullable Finish finish;
  private @Nullable TokenUsage usage;
  private boolean finishesEarly;
  private boolean anyCharacter;
  private boolean done;
  private long lastCharacter;
  private long bytesSince;
  private int skipped;
  private String otherWords = "";

  ResponseReader(
      WireFormat format,
      AnswerOutput output,
      Deadline deadline,
      Timeouts timeouts,
      FaultTranslator diagnosis) {
    this.format = format;
    this.output = output;
    this.deadline = deadline;
    this.timeouts = timeouts;
    this.diagnosis = diagnosis;
  }

  /// Until the stream's end, or until there is more of the answer than is kept.
  ///
  /// @throws FaultException when the server says that it failed, or what it sends is not to be
  ///   borne
  void read(InputStream body) throws IOException, InterruptedException {
    SseReader events = new SseReader(new Watched(body));
    try {
      for (SseEvent event = events.next(); event != null; event = events.next()) {
        pass(event);
        // Looked at here because reading would notice it only where it has to wait.
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (output.isFull()) {
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

  private void pass(SseEvent event) {
    pass(event, unwrapped(event.data().strip()));
  }

  /// JSON may come within a string of JSON.
  private static String unwrapped(String data) {
    if (!data.startsWith("\"") || !data.endsWith("\"")) {
      return data;
    }
    try {
      return StreamEvent.JSON.readTree(data).asText(data).strip();
    } catch (JsonProcessingException e) {
      return data;
    }
  }

  private void pass(SseEvent event, String data) {
    if (done || data.isEmpty() || data.equals("null")) {
      return;
    }
    if (SseReader.isMarkOfTheEnd(data)) {
      done = true;
      deadline.in(AFTER_DONE);
      return;
    }
    switch (format.read(new SseEvent(event.name(), data, event.whole()))) {
      case StreamEvent.Delta delta -> pass(delta);
      case StreamEvent.StreamEnd() -> {
        done = true;
        deadline.in(AFTER_DONE);
      }
      case StreamEvent.ServerError(var error) -> throw new FaultException(diagnosis.ofError(error));
      case StreamEvent.Unreadable() -> {
        if (event.name().equals("error")) {
          throw new FaultException(diagnosis.ofError(JsonNodeFactory.instance.textNode(data)));
        }
        if (event.whole()) {
          skipped++;
          otherWords = otherWords.isEmpty() ? data : otherWords;
        }
      }
    }
  }

  private void pass(StreamEvent.Delta delta) {
    usage = delta.usage() == null ? usage : delta.usage();
    if (delta.hasCharacters()) {
      anyCharacter = true;
      if (finish != null && !(delta.text().isBlank() && delta.reasoning().isBlank())) {
        finish = null;
        finishesEarly = true;
      }
      deadline.pause();
      output.add(delta.reasoning(), delta.text());
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
      throw new FaultException(
          diagnosis.fault(Kind.GARBLED, "Megabytes came in which there is no answer"));
    }
    if (anyCharacter && finish == null && !done) {
      Duration since = Duration.ofNanos(System.nanoTime() - lastCharacter);
      Duration left = timeouts.firstToken().minus(since);
      Duration usual = timeouts.betweenTokens();
      deadline.in(left.compareTo(usual) < 0 ? left : usual);
    }
  }

  /// Why the answer is none, or not whole, though the stream has ended by itself.
  Optional<Fault> faultAtEnd() {
    if (output.isFull()) {
      return Optional.empty();
    }
    if (skipped > 0) {
      log.info("passed over what is no piece of an answer events={}", skipped);
    }
    if (!anyCharacter && !otherWords.isEmpty()) {
      return Optional.of(diagnosis.ofOther(otherWords));
    }
    if (finish == null && !done) {
      return Optional.of(
          anyCharacter
              ? diagnosis.fault(Kind.BROKE_OFF, "The stream ended before the answer did")
              : diagnosis.fault(Kind.GARBLED, "The server sent nothing that is an answer"));
    }
    Finish last = last();
    return switch (last.reason()) {
      case REFUSED ->
          Optional.of(
              diagnosis.fault(
                  Kind.REFUSED, "The provider's content filter ended the answer: " + last.said()));
      case BROKEN ->
          Optional.of(
              diagnosis.fault(
                  anyCharacter ? Kind.BROKE_OFF : Kind.UNAVAILABLE,
                  "The server broke the answer off: " + last.said()));
      case STOP, LENGTH, TOOLS -> Optional.empty();
    };
  }

  private Finish last() {
    return finish == null ? new Finish(Finish.Reason.STOP, "the end") : finish;
  }

  /// How the answer ended where there is no fault; asked when all of it has been put out.
  Ending ending() {
    if (output.isFull()) {
      return new Ending.Complete(true, null, null);
    }
    boolean cutShort = last().reason() == Finish.Reason.LENGTH;
    if (output.isEmpty() || (!output.hasText() && !cutShort)) {
      return new Ending.Faulted(
          diagnosis.fault(
              Kind.GARBLED, "The answer has no text (reason: " + last().reason() + ")"));
    }
    return new Ending.Complete(
        cutShort,
        usage == null ? null : counted(usage.prompt()),
        usage == null ? null : counted(usage.completion()));
  }

  /// Some servers say zero where they have not counted.
  private static @Nullable Integer counted(int tokens) {
    return tokens == 0 ? null : tokens;
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

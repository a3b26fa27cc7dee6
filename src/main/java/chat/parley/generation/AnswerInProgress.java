package chat.parley.generation;

import chat.parley.generation.AnswerStore.TokenCounts;
import chat.parley.generation.Generation.Outcome;
import chat.parley.live.Status;
import chat.parley.problem.Problem;
import chat.parley.provider.Chunk;
import chat.parley.provider.ContextWindow;
import chat.parley.provider.FaultMessages;
import chat.parley.provider.Model;
import chat.parley.usage.Quota;
import chat.parley.usage.UsageRecorder;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// An answer in the hands of its worker: under which claim it is written, what came of it, and what
/// that took.
final class AnswerInProgress {
  /// After so many characters of an answer the room for it is looked at again.
  private static final int LOOK_EVERY = 100_000;

  private final Publisher publisher;
  private final AnswerStore answers;
  private final Quota quota;
  private final PatientStorage storage;
  private volatile Claim claim;
  private Generations.Written before;
  private WriteBuffer buffer;
  private boolean received;
  private int sinceLook;
  private int leftOut;
  private long promptEstimate;
  private @Nullable Integer promptTokens;
  private @Nullable Integer completionTokens;

  /// @param before what there is of it already
  /// @param leaving whether the process ends, and does not wait for the database
  AnswerInProgress(
      Claim claim,
      Generations.Written before,
      Publisher publisher,
      Quota quota,
      BooleanSupplier leaving) {
    this.publisher = publisher;
    this.answers = publisher.answers();
    this.quota = quota;
    this.storage = new PatientStorage(leaving);
    this.claim = claim;
    this.leftOut = claim.leftOut();
    this.before = before;
    this.buffer = publisher.begin(claim, before);
  }

  Claim claim() {
    return claim;
  }

  /// Whether anything came of the model.
  boolean received() {
    return received;
  }

  /// Another model answers instead.
  void fallBack(Model next) {
    say(claim.provider() + " does not answer: asking " + next.name() + " instead", 0);
    Claim before = claim;
    if (!stored(() -> answers.fallBack(before, next))) {
      throw new WriteBuffer.EpochOver();
    }
    claim = before.by(next.provider(), next.name());
    publisher.changed(claim);
  }

  /// The model is asked now.
  ///
  /// @param messagesLeftOut how many of the oldest messages did not fit: most often none, now and
  ///   before
  /// @param tokens an estimate of what it is asked
  void isAsked(int messagesLeftOut, long tokens) {
    if (messagesLeftOut != leftOut) {
      stored(() -> {
        answers.leftOut(claim, messagesLeftOut);
        return true;
      });
      leftOut = messagesLeftOut;
    }
    promptEstimate = tokens;
  }

  /// What the model's server counted, or null.
  void counted(@Nullable Integer prompt, @Nullable Integer completion) {
    promptTokens = prompt;
    completionTokens = completion;
  }

  /// Takes what comes of the model.
  ///
  /// @param goesOn whether the model went on from the text that an earlier epoch left behind
  /// @throws InterruptedWriting when the worker is to end
  void add(Chunk chunk, boolean goesOn) {
    received = true;
    if (chunk instanceof Chunk.TextWasReasoning) {
      takeForReasoning(goesOn);
      return;
    }
    sinceLook += length(chunk);
    if (sinceLook > LOOK_EVERY) {
      sinceLook = 0;
      quota
          .full(claim.account())
          .ifPresent(sentence -> {
            throw new Problem(Problem.Code.NO_ROOM, sentence);
          });
    }
    try {
      publisher.add(buffer, chunk);
    } catch (InterruptedException e) {
      throw new InterruptedWriting();
    }
  }

  /// The text so far was reasoning. Readers have it as text already, and what grows is only
  /// appended to: so the answer goes on under the next epoch, which brings them all of it anew.
  ///
  /// @param goesOn then what an earlier epoch left behind was the beginning of the same reasoning
  private void takeForReasoning(boolean goesOn) {
    Generations.Written written = before;
    AnswerStore.Segment rest = buffer.close();
    String text = (buffer.answer().text() + rest.text()).substring(written.text().length());
    String reasoning =
        (buffer.reasoning() + rest.reasoning()).substring(written.reasoning().length());
    Generations.Written earlier =
        goesOn && written.reasoning().isEmpty()
            ? new Generations.Written("", written.text())
            : written;
    String thought = reasoning + text.stripTrailing();
    Claim ended = claim;
    if (!stored(() -> answers.takeForReasoning(ended, earlier, thought))) {
      throw new WriteBuffer.EpochOver();
    }
    claim = ended.next();
    before = earlier;
    buffer =
        publisher.begin(
            claim, new Generations.Written(earlier.text(), earlier.reasoning() + thought));
  }

  private static int length(Chunk chunk) {
    return switch (chunk) {
      case Chunk.Text(String text) -> text.length();
      case Chunk.Reasoning(String text) -> text.length();
      case Chunk.TextWasReasoning() -> 0;
    };
  }

  void say(String sentence, long sinceNanos) {
    publisher.say(claim, new Status(sentence, sinceNanos, ""));
  }

  /// Leaves it to the next process, with what there is.
  void leave() {
    AnswerStore.Segment rest = buffer.close();
    if (!rest.isEmpty() && !answers.append(List.of(rest))[0]) {
      throw new WriteBuffer.EpochOver();
    }
    buffer.show(rest);
    answers.leave(claim);
  }

  void end(Outcome outcome) {
    AnswerStore.Segment rest = buffer.close();
    String text = buffer.answer().text() + rest.text();
    String reasoning = buffer.reasoning() + rest.reasoning();
    TokenCounts tokens = tokens(new Generations.Written(text, reasoning));
    if (!stored(() -> answers.finish(claim, outcome, text, reasoning, tokens))) {
      throw new WriteBuffer.EpochOver();
    }
    buffer.show(rest);
    buffer.answer().end();
  }

  /// What a model's server has counted stays used when its answer is thrown away.
  void addUpIfDeleted() {
    if (promptEstimate > 0) {
      TokenCounts tokens = tokens(buffer.everything());
      stored(() -> {
        answers.addUpDeleted(claim, tokens);
        return true;
      });
    }
  }

  /// What the model's server counted, and what it must have counted where it did not say.
  ///
  /// @param all what there is of the answer
  private TokenCounts tokens(Generations.Written all) {
    Integer prompt = promptTokens;
    Integer completion = completionTokens;
    if (!received && prompt == null && completion == null) {
      return TokenCounts.UNKNOWN;
    }
    String written =
        all.text().substring(before.text().length())
            + all.reasoning().substring(before.reasoning().length());
    long estimatedPrompt = prompt == null ? promptEstimate : 0;
    long estimatedCompletion = completion == null ? ContextWindow.tokens(written) : 0;
    return new TokenCounts(
        prompt,
        completion,
        new UsageRecorder.Tokens(
            prompt == null ? estimatedPrompt : prompt,
            completion == null ? estimatedCompletion : completion,
            estimatedPrompt + estimatedCompletion));
  }

  private boolean stored(BooleanSupplier write) {
    return storage.stored(
        write, fault -> say(FaultMessages.waiting(fault.kind()), System.nanoTime()));
  }

  /// Carries an interruption through the provider, which passes on unchanged what its sink throws.
  static final class InterruptedWriting extends RuntimeException {
    private static final long serialVersionUID = 1;

    InterruptedWriting() {
      super("interrupted", null, false, false);
    }
  }
}

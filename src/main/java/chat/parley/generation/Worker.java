package chat.parley.generation;

import chat.parley.conversation.Message;
import chat.parley.conversation.MessageTree;
import chat.parley.generation.AnswerStore.TokenCounts;
import chat.parley.generation.Generation.Outcome;
import chat.parley.live.Status;
import chat.parley.problem.Problem;
import chat.parley.problem.StorageFault;
import chat.parley.provider.Chunk;
import chat.parley.provider.ContextWindow;
import chat.parley.provider.Ending;
import chat.parley.provider.Fault;
import chat.parley.provider.FaultMessages;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import chat.parley.provider.RetryPolicy;
import chat.parley.provider.Turn;
import chat.parley.usage.UsageRecorder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one answer, on a virtual thread of its own: asks the provider, hands its chunks to the
/// publisher, tries again where nothing was shown yet, and ends the answer once.
final class Worker implements Runnable {
  /// After so many characters of an answer the room for it is looked at again.
  private static final int LOOK_EVERY = 100_000;

  /// More than any context window holds.
  private static final int LONGEST_PATH = 5_000;

  /// The longest rest between two attempts to store an end, in the publisher's pauses.
  private static final int LONGEST_REST = 10;

  /// How many others are asked, one after the other, in the place of the first.
  private static final int MOST_FALLBACKS = 3;

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private volatile Claim claim;
  private final Desk desk;
  private volatile @Nullable Thread thread;
  private volatile boolean stopped;
  private volatile boolean leaving;
  private boolean received;
  private int sinceLook;
  private int leftOut;
  private long promptEstimate;
  private @Nullable Integer promptTokens;
  private @Nullable Integer completionTokens;

  Worker(Claim claim, Desk desk) {
    this.claim = claim;
    this.leftOut = claim.leftOut();
    this.desk = desk;
  }

  int epoch() {
    return claim.epoch();
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
      Beginning beginning = desk.database().read(this::begin);
      run(beginning, new Writing(beginning.written(), buffer(beginning.written())));
    } catch (WriteBuffer.EpochOver e) {
      log.info("worker was fenced off generation={} epoch={}", claim.id(), claim.epoch());
    } finally {
      thread = null;
      desk.feeds().end(claim.conversation().value(), claim.message(), claim.epoch());
    }
  }

  private void run(Beginning beginning, Writing writing) {
    try {
      Outcome outcome =
          beginning.stopRequested() || stopped || leaving
              ? new Outcome.Stopped()
              : write(writing, beginning);
      finish(writing.buffer, outcome, writing.before);
    } catch (WriteBuffer.EpochOver e) {
      addUpIfDeleted(writing);
      throw e;
    }
  }

  /// What a model's server has counted stays used when its answer is thrown away.
  private void addUpIfDeleted(Writing writing) {
    if (promptEstimate > 0) {
      TokenCounts tokens = tokens(writing.buffer.everything(), writing.before);
      stored(() -> {
        desk.answers().addUpDeleted(claim, tokens);
        return true;
      });
    }
  }

  /// What there is before the first chunk.
  private record Beginning(
      List<Message> path,
      Generations.Written written,
      boolean stopRequested,
      Optional<String> refusal) {}

  private Beginning begin(org.jdbi.v3.core.Handle handle) {
    MessageTree tree = new MessageTree(handle, claim.conversation());
    List<Message> path = tree.pathTo(claim.message(), LONGEST_PATH);
    if (path.isEmpty()) {
      throw new WriteBuffer.EpochOver(); // its chat was deleted for good after the claim
    }
    Message answer = path.getLast();
    return new Beginning(
        path.subList(0, path.size() - 1),
        new Generations.Written(answer.text(), answer.reasoning()),
        Queue.stopRequested(handle, claim),
        desk.entitlement().refusal(handle, claim.account()));
  }

  /// What is written on: another buffer from the moment at which text turns out to be reasoning.
  private static final class Writing {
    private Generations.Written before;
    private WriteBuffer buffer;

    Writing(Generations.Written before, WriteBuffer buffer) {
      this.before = before;
      this.buffer = buffer;
    }
  }

  private WriteBuffer buffer(Generations.Written written) {
    String conversation = claim.conversation().value();
    WriteBuffer begun =
        new WriteBuffer(
            claim,
            desk.feeds().begin(conversation, claim.message(), claim.epoch(), written.text()),
            written.reasoning());
    desk.feeds().changed(conversation);
    return begun;
  }

  private Outcome write(Writing writing, Beginning beginning) {
    if (beginning.refusal().isPresent()) {
      return failed(Fault.Kind.USED_UP, beginning.refusal().get());
    }
    try {
      Outcome outcome = ask(writing, beginning);
      for (int fallbacks = 0; fallbacks < MOST_FALLBACKS && mayFallBack(outcome); fallbacks++) {
        Optional<Model> next = desk.fallbacks().of(claim.account(), claim.provider());
        if (next.isEmpty()) {
          return outcome;
        }
        fallBack(next.get());
        outcome = ask(writing, beginning);
      }
      return outcome;
    } catch (InterruptedException | Interrupted e) {
      // Whoever interrupted has said why; the flag must not disturb the end.
      Thread.interrupted();
      return new Outcome.Stopped();
    } catch (WriteBuffer.EpochOver e) {
      throw e;
    } catch (Problem e) {
      return failed(Fault.Kind.NOT_STORED, e.message());
    } catch (RuntimeException e) {
      log.error("answer ended by a fault of our own generation={}", claim.id(), e);
      return failed(Fault.Kind.CRASHED, "Something went wrong inside Parley; its log says more.");
    }
  }

  /// What another server would do no better is no reason to ask one.
  private boolean mayFallBack(Outcome outcome) {
    return !received
        && outcome instanceof Outcome.Failed(Fault fault)
        && fault.kind() != Fault.Kind.REFUSED
        && fault.kind() != Fault.Kind.CONTEXT_TOO_LONG;
  }

  private void fallBack(Model next) {
    say(claim.provider() + " does not answer: asking " + next.name() + " instead", 0);
    Claim before = claim;
    if (!stored(() -> desk.answers().fallBack(before, next))) {
      throw new WriteBuffer.EpochOver();
    }
    claim = before.by(next.provider(), next.name());
    desk.feeds().changed(claim.conversation().value());
  }

  private Outcome ask(Writing writing, Beginning beginning) throws InterruptedException {
    Optional<Provider> provider = desk.providers().named(claim.provider());
    return provider.isPresent()
        ? ask(writing, beginning, provider.get())
        : failed(Fault.Kind.UNKNOWN_MODEL, "Nothing called " + claim.provider() + " is connected.");
  }

  private Outcome ask(Writing writing, Beginning beginning, Provider provider)
      throws InterruptedException {
    boolean hasFallback = desk.fallbacks().of(claim.account(), claim.provider()).isPresent();
    List<Turn> turns =
        PromptBuilder.withSystemPrompt(
            desk.systemPrompts().apply(claim.account()),
            PromptBuilder.turns(
                beginning.path(), beginning.written().text(), provider.continuesPrefix()));
    int window = window();
    ContextWindow.Fitted fitted = ContextWindow.fit(turns, window);
    boolean tightened = false;
    LoadingModel loading = new LoadingModel(desk.retries());
    for (int tries = 1; ; tries++) {
      tellLeftOut(fitted.leftOut());
      if (!loading.isKnown()) {
        say("Waiting for the model", System.nanoTime());
      }
      List<Turn> asked = fitted.turns();
      promptEstimate = ContextWindow.tokens(asked);
      Ending ending =
          provider.answer(
              new Prompt(claim.model(), asked), chunk -> pass(writing, provider, chunk));
      switch (ending) {
        case Ending.Complete(boolean cutShort, Integer prompt, Integer completion) -> {
          promptTokens = prompt;
          completionTokens = completion;
          return new Outcome.Finished(cutShort);
        }
        case Ending.Faulted(Fault fault) -> {
          if (received) {
            return new Outcome.Failed(fault);
          }
          if (fault.kind() == Fault.Kind.CONTEXT_TOO_LONG && !tightened) {
            tightened = true;
            fitted = ContextWindow.tighter(turns, window);
            continue;
          }
          Optional<Duration> pause = loading.pause(fault);
          if (pause.isPresent()) {
            say(claim.model() + " is loading", loading.since());
            Thread.sleep(pause.get());
            tries--;
            continue;
          }
          if (hasFallback) {
            return new Outcome.Failed(fault);
          }
          switch (desk.retries().after(fault, tries)) {
            case RetryPolicy.Step.GiveUp() -> {
              return new Outcome.Failed(fault);
            }
            case RetryPolicy.Step.Again(Duration delay) -> pause(fault, delay);
          }
        }
      }
    }
  }

  /// Most often nothing was left out, now and before.
  private void tellLeftOut(int messages) {
    if (messages != leftOut) {
      stored(() -> {
        desk.answers().leftOut(claim, messages);
        return true;
      });
      leftOut = messages;
    }
  }

  private void pass(Writing writing, Provider provider, Chunk chunk) {
    received = true;
    if (chunk instanceof Chunk.TextWasReasoning) {
      takeForReasoning(writing, provider.continuesPrefix());
      return;
    }
    sinceLook += length(chunk);
    if (sinceLook > LOOK_EVERY) {
      sinceLook = 0;
      full()
          .ifPresent(sentence -> {
            throw new Problem(Problem.Code.NO_ROOM, sentence);
          });
    }
    try {
      desk.publisher().add(writing.buffer, chunk);
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  /// The text so far was reasoning. Readers have it as text already, and what grows is only
  /// appended to: so the answer goes on under the next epoch, which brings them all of it anew.
  ///
  /// @param goesOn whether the model went on from the text that an earlier epoch left behind; then
  ///   that was the beginning of the same reasoning
  private void takeForReasoning(Writing writing, boolean goesOn) {
    WriteBuffer buffer = writing.buffer;
    Generations.Written written = writing.before;
    AnswerStore.Segment rest = buffer.close();
    String text = (buffer.answer().text() + rest.text()).substring(written.text().length());
    String reasoning =
        (buffer.reasoning() + rest.reasoning()).substring(written.reasoning().length());
    Generations.Written before =
        goesOn && written.reasoning().isEmpty()
            ? new Generations.Written("", written.text())
            : written;
    String thought = reasoning + text.stripTrailing();
    Claim ended = claim;
    if (!stored(() -> desk.answers().takeForReasoning(ended, before, thought))) {
      throw new WriteBuffer.EpochOver();
    }
    claim = ended.next();
    writing.before = before;
    writing.buffer = buffer(new Generations.Written(before.text(), before.reasoning() + thought));
  }

  private static int length(Chunk chunk) {
    return switch (chunk) {
      case Chunk.Text(String text) -> text.length();
      case Chunk.Reasoning(String text) -> text.length();
      case Chunk.TextWasReasoning() -> 0;
    };
  }

  private Optional<String> full() {
    return desk.database().read(handle -> desk.entitlement().full(handle, claim.account()));
  }

  private void pause(Fault fault, Duration delay) throws InterruptedException {
    long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
    say(FaultMessages.reason(fault.kind()) + " Trying again in " + seconds + " s", 0);
    Thread.sleep(delay);
  }

  private void say(String sentence, long sinceNanos) {
    desk.feeds()
        .say(claim.conversation().value(), claim.message(), new Status(sentence, sinceNanos, ""));
  }

  private int window() {
    return desk.providers()
        .model(claim.provider(), claim.model())
        .map(Model::contextWindow)
        .orElse(desk.contextWindow());
  }

  private void finish(WriteBuffer buffer, Outcome outcome, Generations.Written before) {
    AnswerStore.Segment rest = buffer.close();
    if (leaving && !stopped && !(outcome instanceof Outcome.Finished)) {
      if (!rest.isEmpty() && !desk.answers().append(List.of(rest))[0]) {
        throw new WriteBuffer.EpochOver();
      }
      buffer.show(rest);
      desk.queue().leave(claim);
      return;
    }
    String text = buffer.answer().text() + rest.text();
    String reasoning = buffer.reasoning() + rest.reasoning();
    TokenCounts tokens = tokens(new Generations.Written(text, reasoning), before);
    if (!stored(() -> desk.answers().finish(claim, outcome, text, reasoning, tokens))) {
      throw new WriteBuffer.EpochOver();
    }
    buffer.show(rest);
    buffer.answer().end();
  }

  /// What the model's server counted, and what it must have counted where it did not say.
  ///
  /// @param all what there is of the answer
  /// @param before what there was of it before this epoch
  private TokenCounts tokens(Generations.Written all, Generations.Written before) {
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

  /// Tries until it can be stored: what there is of an answer is here and nowhere else.
  ///
  /// @throws StorageFault when the process ends before
  private boolean stored(BooleanSupplier write) {
    for (int tries = 1; ; tries++) {
      try {
        return write.getAsBoolean();
      } catch (StorageFault fault) {
        if (leaving) {
          throw fault;
        }
        if (tries == 1) {
          say(FaultMessages.waiting(fault.kind()), System.nanoTime());
        }
        rest(tries);
      }
    }
  }

  /// Whoever interrupts it has said why; while nothing can be stored no Stop can be either.
  private static void rest(int tries) {
    try {
      Thread.sleep(Publisher.PAUSE.multipliedBy(Math.min(tries, LONGEST_REST)));
    } catch (InterruptedException e) {
      // The next try tells what to do.
    }
  }

  private static Outcome failed(Fault.Kind kind, String detail) {
    return new Outcome.Failed(new Fault(kind, detail, null));
  }

  /// Carries an interruption through the provider, which passes on unchanged what its sink throws.
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Interrupted() {
      super("interrupted", null, false, false);
    }
  }
}

package chat.parley.generation;

import chat.parley.conversation.Message;
import chat.parley.generation.Generation.Outcome;
import chat.parley.provider.ContextWindow;
import chat.parley.provider.Ending;
import chat.parley.provider.Fault;
import chat.parley.provider.FaultMessages;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import chat.parley.provider.RetryPolicy;
import chat.parley.provider.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Asks for one answer: its model, again while nothing came and that may help, and others in its
/// place where the owner wants that.
final class ModelCalls {
  /// How many others are asked, one after the other, in the place of the first.
  private static final int MOST_FALLBACKS = 3;

  private final AnswerInProgress answer;
  private final List<Message> path;
  private final String begun;
  private final Desk desk;

  /// @param path the messages before the answer
  /// @param begun the text that it has already, or empty
  ModelCalls(AnswerInProgress answer, List<Message> path, String begun, Desk desk) {
    this.answer = answer;
    this.path = path;
    this.begun = begun;
    this.desk = desk;
  }

  /// @return how it has ended
  Outcome outcome() throws InterruptedException {
    Outcome outcome = ask();
    for (int fallbacks = 0; fallbacks < MOST_FALLBACKS && mayFallBack(outcome); fallbacks++) {
      Optional<Model> next =
          desk.fallbacks().of(answer.claim().account(), answer.claim().provider());
      if (next.isEmpty()) {
        return outcome;
      }
      answer.fallBack(next.get());
      outcome = ask();
    }
    return outcome;
  }

  /// What another server would do no better is no reason to ask one.
  private boolean mayFallBack(Outcome outcome) {
    return !answer.received()
        && outcome instanceof Outcome.Failed(Fault fault)
        && fault.kind() != Fault.Kind.REFUSED
        && fault.kind() != Fault.Kind.CONTEXT_TOO_LONG;
  }

  private Outcome ask() throws InterruptedException {
    Optional<Provider> provider = desk.providers().named(answer.claim().provider());
    return provider.isPresent()
        ? ask(provider.get())
        : Worker.failed(
            Fault.Kind.UNKNOWN_MODEL,
            "Nothing called " + answer.claim().provider() + " is connected.");
  }

  private Outcome ask(Provider provider) throws InterruptedException {
    boolean hasFallback =
        desk.fallbacks().of(answer.claim().account(), answer.claim().provider()).isPresent();
    List<Turn> turns =
        PromptBuilder.withSystemPrompt(
            desk.systemPrompts().apply(answer.claim().account()),
            PromptBuilder.turns(path, begun, provider.continuesPrefix()));
    int window = window();
    ContextWindow.Fitted fitted = ContextWindow.fit(turns, window);
    boolean tightened = false;
    LoadingModel loading = new LoadingModel(desk.retries());
    for (int tries = 1; ; tries++) {
      List<Turn> asked = fitted.turns();
      answer.isAsked(fitted.leftOut(), ContextWindow.tokens(asked));
      if (!loading.isKnown()) {
        answer.say("Waiting for the model", System.nanoTime());
      }
      Ending ending =
          provider.answer(
              new Prompt(answer.claim().model(), asked),
              chunk -> answer.add(chunk, provider.continuesPrefix()));
      switch (ending) {
        case Ending.Complete(boolean cutShort, Integer prompt, Integer completion) -> {
          answer.counted(prompt, completion);
          return new Outcome.Finished(cutShort);
        }
        case Ending.Faulted(Fault fault) -> {
          if (answer.received()) {
            return new Outcome.Failed(fault);
          }
          if (fault.kind() == Fault.Kind.CONTEXT_TOO_LONG && !tightened) {
            tightened = true;
            fitted = ContextWindow.tighter(turns, window);
            continue;
          }
          Optional<Duration> pause = loading.pause(fault);
          if (pause.isPresent()) {
            answer.say(answer.claim().model() + " is loading", loading.since());
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

  private void pause(Fault fault, Duration delay) throws InterruptedException {
    long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
    answer.say(FaultMessages.reason(fault.kind()) + " Trying again in " + seconds + " s", 0);
    Thread.sleep(delay);
  }

  private int window() {
    return desk.providers()
        .model(answer.claim().provider(), answer.claim().model())
        .map(Model::contextWindow)
        .orElse(desk.contextWindow());
  }
}

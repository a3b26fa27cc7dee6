package chat.parley.generation;

import chat.parley.conversation.Message;
import chat.parley.generation.Generation.Outcome;
import chat.parley.model.FallbackModels;
import chat.parley.model.ModelCatalogue;
import chat.parley.model.ModelModule;
import chat.parley.provider.ContextWindow;
import chat.parley.provider.Ending;
import chat.parley.provider.Fault;
import chat.parley.provider.FaultMessages;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import chat.parley.provider.RetryPolicy;
import chat.parley.provider.Turn;
import chat.parley.user.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Asks for answers: the model of each, again while nothing came and that may help, and others in
/// its place where the owner wants that.
final class ModelCalls {
  /// How many others are asked, one after the other, in the place of the first.
  private static final int MOST_FALLBACKS = 3;

  private final ModelCatalogue catalogue;
  private final FallbackModels fallbacks;
  private final RetryPolicy retries;
  private final int contextWindow;
  private final Function<AccountId, String> systemPrompts;

  /// @param contextWindow tokens assumed of a model whose server does not say
  /// @param systemPrompts what an account wants to stand in front of its chats; empty for nothing
  ModelCalls(
      ModelModule models,
      RetryPolicy retries,
      int contextWindow,
      Function<AccountId, String> systemPrompts) {
    this.catalogue = models.catalogue();
    this.fallbacks = models.fallbacks();
    this.retries = retries;
    this.contextWindow = contextWindow;
    this.systemPrompts = systemPrompts;
  }

  /// @param path the messages before the answer
  /// @param begun the text that it has already, or empty
  /// @return how it has ended
  Outcome outcome(AnswerInProgress answer, List<Message> path, String begun)
      throws InterruptedException {
    Outcome outcome = ask(answer, path, begun);
    for (int tries = 0; tries < MOST_FALLBACKS && mayFallBack(answer, outcome); tries++) {
      Optional<Model> next = fallback(answer.claim());
      if (next.isEmpty()) {
        return outcome;
      }
      answer.fallBack(next.get());
      outcome = ask(answer, path, begun);
    }
    return outcome;
  }

  /// What another server would do no better is no reason to ask one.
  private static boolean mayFallBack(AnswerInProgress answer, Outcome outcome) {
    return !answer.received()
        && outcome instanceof Outcome.Failed(Fault fault)
        && fault.kind() != Fault.Kind.REFUSED
        && fault.kind() != Fault.Kind.CONTEXT_TOO_LONG;
  }

  private Optional<Model> fallback(Claim claim) {
    return fallbacks.of(claim.account(), claim.provider());
  }

  private Outcome ask(AnswerInProgress answer, List<Message> path, String begun)
      throws InterruptedException {
    Optional<Provider> provider = catalogue.named(answer.claim().provider());
    return provider.isPresent()
        ? ask(answer, provider.get(), turns(answer, provider.get(), path, begun))
        : Worker.failed(
            Fault.Kind.UNKNOWN_MODEL,
            "Nothing called " + answer.claim().provider() + " is connected.");
  }

  private List<Turn> turns(
      AnswerInProgress answer, Provider provider, List<Message> path, String begun) {
    return PromptBuilder.withSystemPrompt(
        systemPrompts.apply(answer.claim().account()),
        PromptBuilder.turns(path, begun, provider.continuesPrefix()));
  }

  private Outcome ask(AnswerInProgress answer, Provider provider, List<Turn> turns)
      throws InterruptedException {
    boolean hasFallback = fallback(answer.claim()).isPresent();
    int window = window(answer.claim());
    ContextWindow.Fitted fitted = ContextWindow.fit(turns, window);
    boolean tightened = false;
    LoadingModel loading = new LoadingModel(retries);
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
          switch (retries.after(fault, tries)) {
            case RetryPolicy.Step.GiveUp() -> {
              return new Outcome.Failed(fault);
            }
            case RetryPolicy.Step.Again(Duration delay) -> pause(answer, fault, delay);
          }
        }
      }
    }
  }

  private static void pause(AnswerInProgress answer, Fault fault, Duration delay)
      throws InterruptedException {
    long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
    answer.say(FaultMessages.reason(fault.kind()) + " Trying again in " + seconds + " s", 0);
    Thread.sleep(delay);
  }

  private int window(Claim claim) {
    return catalogue
        .model(claim.provider(), claim.model())
        .map(Model::contextWindow)
        .orElse(contextWindow);
  }
}

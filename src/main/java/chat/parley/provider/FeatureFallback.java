package chat.parley.provider;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Asks a model without what it is known to refuse. Where it refuses something new that it can be
/// asked without, it is asked again at once; what helped is remembered.
final class FeatureFallback {

  private FeatureFallback() {}

  /// One question to the server.
  interface Asking {
    /// @param prompt with turns as the model takes them
    /// @param without what is left out beside
    Ending ask(Prompt prompt, Set<RequestFeature> without, Consumer<Chunk> sink)
        throws InterruptedException;
  }

  /// @param possible what the protocol can do without
  static Ending answer(
      RefusedFeatures known,
      Prompt prompt,
      Consumer<Chunk> sink,
      Asking asking,
      RequestFeature... possible)
      throws InterruptedException {
    Set<RequestFeature> without = EnumSet.noneOf(RequestFeature.class);
    without.addAll(known.of(prompt.model()));
    while (true) {
      Learning learning = new Learning(known, prompt.model(), Set.copyOf(without), sink);
      Ending ending = asking.ask(taken(prompt, without), Set.copyOf(without), learning);
      Optional<RequestFeature> refused =
          ending instanceof Ending.Faulted(Fault fault) && !learning.any
              ? Arrays.stream(possible)
                  .filter(one -> !without.contains(one) && one.isRefused(fault, prompt.turns()))
                  .findFirst()
              : Optional.empty();
      if (refused.isEmpty()) {
        return ending;
      }
      // Each round leaves out one thing more, so that there are few.
      without.add(refused.get());
    }
  }

  private static Prompt taken(Prompt prompt, Set<RequestFeature> without) {
    return without.contains(RequestFeature.SYSTEM_ROLE)
        ? new Prompt(prompt.model(), inFront(prompt.turns()))
        : prompt;
  }

  /// What the system says, in front of what the person says first.
  static List<Turn> inFront(List<Turn> turns) {
    StringBuilder system = new StringBuilder();
    List<Turn> rest = new ArrayList<>();
    for (Turn turn : turns) {
      if (turn.role() == TurnRole.SYSTEM) {
        system.append(turn.text()).append("\n\n");
      } else if (turn.role() == TurnRole.USER && !system.isEmpty()) {
        rest.add(new Turn(TurnRole.USER, system + turn.text()));
        system.setLength(0);
      } else {
        rest.add(turn);
      }
    }
    return rest;
  }

  /// Remembers with the first piece that it was good to leave something out.
  private static final class Learning implements Consumer<Chunk> {
    private final RefusedFeatures refused;
    private final String model;
    private final Set<RequestFeature> without;
    private final Consumer<Chunk> sink;
    private boolean any;

    Learning(
        RefusedFeatures refused, String model, Set<RequestFeature> without, Consumer<Chunk> sink) {
      this.refused = refused;
      this.model = model;
      this.without = without;
      this.sink = sink;
    }

    @Override
    public void accept(Chunk chunk) {
      if (!any) {
        any = true;
        without.forEach(one -> refused.learn(model, one));
      }
      sink.accept(chunk);
    }
  }
}

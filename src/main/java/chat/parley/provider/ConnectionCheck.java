package chat.parley.provider;

import chat.parley.provider.Provider.Listing;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What came of trying a connection.
///
/// @param sentence what works, or what is wrong and what to do about it, in one sentence
/// @param fault what the server said, for folded details; null where it works
/// @param models what it listed, empty where it listed nothing
/// @param found what the model refused and was asked without
public record ConnectionCheck(
    boolean works,
    String sentence,
    @Nullable Fault fault,
    List<Model> models,
    List<RefusedFeatures.RefusedFeature> found) {

  /// With a system prompt, as people have them.
  private static final List<Turn> QUESTION =
      List.of(
          new Turn(TurnRole.SYSTEM, "You answer with one word."),
          new Turn(TurnRole.USER, "Say yes, and nothing else."));

  public ConnectionCheck {
    models = List.copyOf(models);
    found = List.copyOf(found);
  }

  private ConnectionCheck(
      boolean works, String sentence, @Nullable Fault fault, List<Model> models) {
    this(works, sentence, fault, models, List.of());
  }

  private ConnectionCheck with(List<RefusedFeatures.RefusedFeature> refused) {
    return new ConnectionCheck(works, sentence, fault, models, refused);
  }

  /// What was found beside, a sentence each.
  public List<String> findings() {
    return found.stream().map(one -> one.model() + " " + one.feature().sentence() + ".").toList();
  }

  /// Lists the models, and asks the given one for its first word. Nothing of it stays.
  ///
  /// @param timeouts how long a person waits for a button: [Timeouts#TRYING]
  /// @throws InterruptedException when the thread was interrupted; the connection is closed by then
  public static ConnectionCheck of(
      ServerEndpoint endpoint, Optional<String> model, Timeouts timeouts, InstantSource clock)
      throws InterruptedException {
    RefusedFeatures refused = RefusedFeatures.none();
    try (ModelServer server = ModelServer.open(endpoint, refused, timeouts, clock)) {
      Listing listing = server.models();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      ConnectionCheckMessages words = new ConnectionCheckMessages(endpoint, timeouts);
      return switch (listing) {
        case Listing.Unknown(Fault fault) when model.isPresent() && isOnlyUnlisted(fault) ->
            asked(server, words, model.get(), List.of()).with(refused.all());
        case Listing.Unknown(Fault fault) ->
            new ConnectionCheck(false, words.unlisted(fault), fault, List.of());
        case Listing.Models(List<Model> models) when model.isPresent() ->
            asked(server, words, model.get(), models).with(refused.all());
        case Listing.Models(List<Model> models) ->
            new ConnectionCheck(!models.isEmpty(), words.listed(models), null, models);
      };
    }
  }

  /// Some servers answer, and do not list.
  private static boolean isOnlyUnlisted(Fault fault) {
    return switch (fault.kind()) {
      case GARBLED, UNKNOWN_MODEL, WRONG_ADDRESS, DECLINED -> true;
      default -> false;
    };
  }

  private static ConnectionCheck asked(
      Provider server, ConnectionCheckMessages words, String model, List<Model> models)
      throws InterruptedException {
    Optional<Fault> fault = firstWord(server, model);
    return fault
        .map(why -> new ConnectionCheck(false, words.silent(model, why, models), why, models))
        .orElseGet(() -> new ConnectionCheck(true, words.answered(model, models), null, models));
  }

  /// The first piece will do, be it reasoning: the rest would only cost time and money.
  private static Optional<Fault> firstWord(Provider server, String model)
      throws InterruptedException {
    try {
      Ending ending =
          server.answer(
              new Prompt(model, QUESTION),
              _ -> {
                throw new FirstWordCame();
              });
      return ending instanceof Ending.Faulted(Fault fault) ? Optional.of(fault) : Optional.empty();
    } catch (FirstWordCame e) {
      return Optional.empty();
    }
  }

  private static final class FirstWordCame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FirstWordCame() {
      super("enough", null, false, false);
    }
  }
}

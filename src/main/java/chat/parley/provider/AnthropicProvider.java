package chat.parley.provider;

import chat.parley.provider.AnthropicModels.AnthropicModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Anthropic's Messages API.
///
/// What a model can do is taken from the last listing; a model that was never listed is asked
/// without reasoning and for a short answer, which every one of them can.
final class AnthropicProvider extends ModelServer {

  private static final String VERSION = "2023-06-01";

  /// The API insists on a bound. It costs nothing where it is not met, but is kept free in the
  /// context window of some models.
  private static final int MOST_TOKENS = 32_000;

  /// What every model allows.
  private static final int FEWEST_MOST_TOKENS = 4_096;

  private static final int PAGE = 1_000;
  private static final int MAX_PAGES = 5;

  /// A model's words for that it goes on with no answer begun. Since Claude 4.6 none does.
  private static final List<String> NO_PREFIX = List.of("prefill", "must end with a user message");

  private final Map<String, AnthropicModel> listed = new ConcurrentHashMap<>();
  private final RefusedFeatures refused;
  private final Set<String> takesNoPrefix = ConcurrentHashMap.newKeySet();

  AnthropicProvider(
      ServerEndpoint endpoint, RefusedFeatures refused, Timeouts timeouts, InstantSource clock) {
    super(endpoint, new ProviderHttp(endpoint, headers(endpoint), timeouts, clock));
    this.refused = refused;
  }

  /// Without a key as well, so that the server says that it is wrong.
  private static Map<String, String> headers(ServerEndpoint endpoint) {
    return Map.of("x-api-key", endpoint.key().orElse("none"), "anthropic-version", VERSION);
  }

  @Override
  public boolean continuesPrefix() {
    return true;
  }

  @Override
  List<Model> listed() throws InterruptedException {
    List<Model> models = new ArrayList<>();
    Optional<String> after = Optional.of("");
    for (int page = 0; page < MAX_PAGES && after.isPresent(); page++) {
      String next = after.get().isEmpty() ? "" : "&after_id=" + encoded(after.get());
      String body = http.get(baseUrl() + "/models?limit=" + PAGE + next);
      AnthropicModels read =
          AnthropicModels.read(name(), body).orElseThrow(() -> http.garbled(body));
      for (AnthropicModel one : read.listed()) {
        listed.put(one.model().name(), one);
        models.add(one.model());
      }
      after = read.next();
    }
    return models;
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    if (!PrefixContinuation.isAsked(prompt)) {
      return ask(prompt, sink);
    }
    if (!takesNoPrefix.contains(prompt.model())) {
      Ending ending =
          ask(PrefixContinuation.stripped(prompt), PrefixContinuation.joining(prompt, sink));
      if (!saysThatItTakesNoPrefix(ending)) {
        return ending;
      }
      takesNoPrefix.add(prompt.model());
    }
    return ask(PrefixContinuation.inWords(prompt), sink);
  }

  private static boolean saysThatItTakesNoPrefix(Ending ending) {
    if (!(ending instanceof Ending.Faulted(Fault(Fault.Kind kind, String detail, _)))) {
      return false;
    }
    String said = detail.toLowerCase(Locale.ROOT);
    return (kind == Fault.Kind.DECLINED || kind == Fault.Kind.GARBLED)
        && NO_PREFIX.stream().anyMatch(said::contains);
  }

  private Ending ask(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    return FeatureFallback.answer(
        refused,
        prompt,
        sink,
        (asked, without, learning) ->
            http.answer(
                baseUrl() + "/messages",
                format(asked, !without.contains(RequestFeature.THINKING)),
                asked,
                learning),
        RequestFeature.SYSTEM_ROLE,
        RequestFeature.THINKING);
  }

  private AnthropicFormat format(Prompt prompt, boolean mayThink) {
    Optional<AnthropicModel> known = Optional.ofNullable(listed.get(prompt.model()));
    int mostTokens =
        known.map(AnthropicModel::mostTokens).filter(most -> most > 0).orElse(FEWEST_MOST_TOKENS);
    // A prefix is taken only where the reasoning before it is left out.
    boolean thinks =
        mayThink
            && known.filter(AnthropicModel::thinksAdaptively).isPresent()
            && !PrefixContinuation.isAsked(prompt);
    return new AnthropicFormat(Math.min(mostTokens, MOST_TOKENS), thinks);
  }
}

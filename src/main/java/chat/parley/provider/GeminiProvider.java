package chat.parley.provider;

import chat.parley.provider.GeminiModels.GeminiModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Google's Gemini API.
///
/// The key goes into a header: an address is logged by whoever passes it on. Thoughts are asked for
/// where the last listing says that the model has some; others refuse the question.
final class GeminiProvider extends ModelServer {

  private static final int PAGE = 1_000;
  private static final int MAX_PAGES = 5;

  /// A model's name becomes a part of the address.
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  private final RefusedFeatures refused;
  private final Set<String> thinks = ConcurrentHashMap.newKeySet();

  GeminiProvider(
      ServerEndpoint endpoint, RefusedFeatures refused, Timeouts timeouts, InstantSource clock) {
    super(endpoint, new ProviderHttp(endpoint, headers(endpoint), timeouts, clock));
    this.refused = refused;
  }

  private static Map<String, String> headers(ServerEndpoint endpoint) {
    return endpoint.key().map(key -> Map.of("x-goog-api-key", key)).orElse(Map.of());
  }

  @Override
  List<Model> listed() throws InterruptedException {
    List<Model> models = new ArrayList<>();
    Optional<String> token = Optional.of("");
    for (int page = 0; page < MAX_PAGES && token.isPresent(); page++) {
      String next = token.get().isEmpty() ? "" : "&pageToken=" + encoded(token.get());
      String body = http.get(baseUrl() + "/models?pageSize=" + PAGE + next);
      GeminiModels read = GeminiModels.read(name(), body).orElseThrow(() -> http.garbled(body));
      for (GeminiModel one : read.listed()) {
        models.add(one.model());
        if (one.thinks()) {
          thinks.add(one.model().name());
        }
      }
      token = read.next();
    }
    return models;
  }

  private static String encoded(String token) {
    return URLEncoder.encode(token, StandardCharsets.UTF_8);
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    if (!MODEL.matcher(prompt.model()).matches()) {
      return new Ending.Faulted(
          new Fault(Fault.Kind.UNKNOWN_MODEL, "No model of Google's is called so", null));
    }
    String url = baseUrl() + "/models/" + prompt.model() + ":streamGenerateContent?alt=sse";
    boolean thinks = this.thinks.contains(prompt.model());
    return FeatureFallback.answer(
        refused,
        prompt,
        sink,
        (asked, without, learning) ->
            http.answer(
                url,
                new GeminiFormat(thinks && !without.contains(RequestFeature.THINKING)),
                asked,
                learning),
        RequestFeature.SYSTEM_ROLE,
        RequestFeature.THINKING);
  }
}

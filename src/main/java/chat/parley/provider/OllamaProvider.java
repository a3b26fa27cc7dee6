package chat.parley.provider;

import chat.parley.provider.OllamaModels.OllamaDetails;
import chat.parley.provider.OllamaModels.Pulled;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Ollama in its own protocol, which tells more than its OpenAI one: which models chat, and what
/// context window a model is loaded with.
///
/// Reasoning is left to the model, which reasons by itself where it can.
final class OllamaProvider extends ModelServer {

  /// How many models are looked at anew in one listing; a look takes a few milliseconds.
  private static final int MAX_LOOKS = 50;

  private final Map<String, OllamaDetails> shown = new ConcurrentHashMap<>();
  private final Set<String> takesNoPrefix = ConcurrentHashMap.newKeySet();

  /// The window that each model was last loaded with: the next time it will be the same.
  private final Map<String, Integer> windows = new ConcurrentHashMap<>();

  OllamaProvider(ServerEndpoint endpoint, Timeouts timeouts, InstantSource clock) {
    super(endpoint, new ProviderHttp(endpoint, headers(endpoint), timeouts, clock));
  }

  /// Ollama itself wants none; its cloud and many a proxy before it do.
  private static Map<String, String> headers(ServerEndpoint endpoint) {
    return endpoint.key().map(key -> Map.of("Authorization", "Bearer " + key)).orElse(Map.of());
  }

  /// Ollama leaves a last message of the assistant open, and the model goes on with it; models with
  /// which it does not are asked in words.
  @Override
  public boolean continuesPrefix() {
    return true;
  }

  @Override
  List<Model> listed() throws InterruptedException {
    String body = http.get(baseUrl() + "/api/tags");
    List<Pulled> pulled = OllamaModels.pulled(body).orElseThrow(() -> http.garbled(body));
    loaded().ifPresent(loaded -> windows.putAll(OllamaModels.loaded(loaded)));
    List<Model> models = new ArrayList<>();
    int looks = 0;
    for (Pulled one : pulled) {
      if (!shown.containsKey(one.digest()) && looks < MAX_LOOKS) {
        looks++;
        shown(one.name()).ifPresent(it -> shown.put(one.digest(), OllamaModels.shown(it)));
      }
      OllamaDetails known = shown.getOrDefault(one.digest(), OllamaDetails.UNKNOWN);
      if (!known.takesPrefix()) {
        takesNoPrefix.add(one.name());
      }
      if (known.chats()) {
        models.add(new Model(name(), one.name(), windows.getOrDefault(one.name(), known.window())));
      }
    }
    return models;
  }

  // Older versions, and servers that only look like Ollama, need not know these two.

  private Optional<String> loaded() throws InterruptedException {
    try {
      return Optional.of(http.get(baseUrl() + "/api/ps"));
    } catch (FaultException e) {
      return Optional.empty();
    }
  }

  private Optional<String> shown(String model) throws InterruptedException {
    try {
      var body = JsonNodeFactory.instance.objectNode().put("model", model);
      return Optional.of(http.post(baseUrl() + "/api/show", body));
    } catch (FaultException e) {
      return Optional.empty();
    }
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    boolean inWords = PrefixContinuation.isAsked(prompt) && takesNoPrefix.contains(prompt.model());
    Prompt asked = inWords ? PrefixContinuation.inWords(prompt) : prompt;
    return http.answer(baseUrl() + "/api/chat", new OllamaFormat(), asked, sink);
  }
}

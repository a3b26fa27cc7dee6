package chat.parley.provider;

import chat.parley.provider.OllamaModels.Pulled;
import chat.parley.provider.OllamaModels.Shown;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
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
final class OllamaProvider implements ModelServer {

  /// How many models are looked at anew in one listing; a look takes a few milliseconds.
  private static final int MAX_LOOKS = 50;

  private final String name;
  private final String baseUrl;
  private final Map<String, String> headers;
  private final Upstream upstream;
  private final OllamaStreamingChatModel model;
  private final Map<String, Shown> shown = new ConcurrentHashMap<>();
  private final Set<String> takesNoPrefix = ConcurrentHashMap.newKeySet();

  /// The window that each model was last loaded with: the next time it will be the same.
  private final Map<String, Integer> windows = new ConcurrentHashMap<>();

  OllamaProvider(Connection connection, Timeouts timeouts, InstantSource clock) {
    this.name = connection.name();
    this.baseUrl = connection.baseUrl();
    // Ollama itself wants none; its cloud and many a proxy before it do.
    this.headers =
        connection.key().map(key -> Map.of("Authorization", "Bearer " + key)).orElse(Map.of());
    this.upstream = new Upstream(connection, timeouts, clock, OllamaDialect::new);
    this.model =
        OllamaStreamingChatModel.builder()
            .httpClientBuilder(upstream.client())
            .baseUrl(baseUrl)
            .customHeaders(headers)
            .returnThinking(true)
            .build();
  }

  @Override
  public String name() {
    return name;
  }

  /// Ollama leaves a last message of the assistant open, and the model goes on with it; models with
  /// which it does not are asked in words.
  @Override
  public boolean continuesPrefix() {
    return true;
  }

  @Override
  public Listing models() {
    return upstream.listing(this::listed);
  }

  private List<Model> listed() {
    String body = upstream.body(get("api/tags"));
    List<Pulled> pulled = OllamaModels.pulled(body).orElseThrow(() -> upstream.garbled(body));
    said(get("api/ps")).ifPresent(loaded -> windows.putAll(OllamaModels.loaded(loaded)));
    List<Model> models = new ArrayList<>();
    int looks = 0;
    for (Pulled one : pulled) {
      if (!shown.containsKey(one.digest()) && looks < MAX_LOOKS) {
        looks++;
        said(show(one.name())).ifPresent(it -> shown.put(one.digest(), OllamaModels.shown(it)));
      }
      Shown known = shown.getOrDefault(one.digest(), Shown.UNKNOWN);
      if (!known.takesPrefix()) {
        takesNoPrefix.add(one.name());
      }
      if (known.chats()) {
        models.add(new Model(name, one.name(), windows.getOrDefault(one.name(), known.window())));
      }
    }
    return models;
  }

  /// What older versions, and servers that only look like Ollama, need not know.
  private Optional<String> said(HttpRequest request) {
    try {
      return Optional.of(upstream.body(request));
    } catch (Faulted e) {
      return Optional.empty();
    }
  }

  private HttpRequest get(String path) {
    return HttpRequest.builder()
        .method(HttpMethod.GET)
        .url(baseUrl, path)
        .addHeaders(headers)
        .build();
  }

  private HttpRequest show(String model) {
    return HttpRequest.builder()
        .method(HttpMethod.POST)
        .url(baseUrl, "api/show")
        .addHeaders(headers)
        .body(JsonNodeFactory.instance.objectNode().put("model", model).toString())
        .build();
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    OllamaChatRequestParameters.Builder parameters =
        OllamaChatRequestParameters.builder().modelName(prompt.model());
    List<Turn> turns = prompt.turns();
    if (Continuation.isAsked(turns) && takesNoPrefix.contains(prompt.model())) {
      turns = Continuation.inWords(turns);
    }
    if (Continuation.isAsked(turns)) {
      // Its reasoning is over: it would begin with it anew, inside the answer.
      parameters.think(false);
    }
    ChatRequest request =
        ChatRequest.builder()
            .messages(Upstream.messages(turns))
            .parameters(parameters.build())
            .build();
    return upstream.answer(sink, answering -> model.chat(request, answering));
  }

  @Override
  public void close() {
    upstream.close();
  }
}

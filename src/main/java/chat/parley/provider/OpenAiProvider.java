package chat.parley.provider;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// OpenAI, and every server that speaks its protocol: Ollama, llama.cpp, vLLM, LM Studio,
/// OpenRouter.
public final class OpenAiProvider extends ModelServer {

  private final RefusedFeatures refused;

  /// @param baseUrl where the server is, with or without its path: `http://localhost:11434` and
  ///   `https://openrouter.ai/api/v1/` both do; a bare server gets `/v1`
  /// @param key none for servers that ask for none
  /// @throws IllegalArgumentException when the base URL is no address of an HTTP server
  public OpenAiProvider(
      String name, String baseUrl, Optional<String> key, Timeouts timeouts, InstantSource clock) {
    this(
        new ServerEndpoint(name, Protocol.OPENAI, baseUrl, key),
        RefusedFeatures.none(),
        timeouts,
        clock);
  }

  OpenAiProvider(
      ServerEndpoint endpoint, RefusedFeatures refused, Timeouts timeouts, InstantSource clock) {
    super(endpoint, new ProviderHttp(endpoint, headers(endpoint), timeouts, clock));
    this.refused = refused;
  }

  private static Map<String, String> headers(ServerEndpoint endpoint) {
    Map<String, String> headers = new LinkedHashMap<>();
    endpoint
        .key()
        .ifPresent(key -> {
          headers.put("Authorization", "Bearer " + key);
          if (BaseUrl.isAzure(endpoint.baseUrl())) {
            // Azure's older addresses know the key by this name alone.
            headers.put("api-key", key);
          }
        });
    return headers;
  }

  @Override
  List<Model> listed() throws InterruptedException {
    if (BaseUrl.isAzure(baseUrl()) && BaseUrl.isDeployment(baseUrl())) {
      return List.of(new Model(name(), BaseUrl.deployment(baseUrl()), null));
    }
    String body = http.get(BaseUrl.endpoint(baseUrl(), "models"));
    return ModelListing.read(name(), body).orElseThrow(() -> http.garbled(body));
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    String url = BaseUrl.endpoint(baseUrl(), "chat/completions");
    return FeatureFallback.answer(
        refused,
        prompt,
        sink,
        (asked, without, learning) ->
            http.answer(
                url,
                new OpenAiFormat(!without.contains(RequestFeature.STREAM_OPTIONS)),
                asked,
                learning),
        RequestFeature.SYSTEM_ROLE,
        RequestFeature.STREAM_OPTIONS);
  }
}

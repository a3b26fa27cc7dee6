package chat.parley.provider;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// OpenAI, and every server that speaks its protocol: Ollama, llama.cpp, vLLM, LM Studio,
/// OpenRouter.
///
/// Hundreds of answers at once are fine, each on the virtual thread that asked for it. Interrupting
/// that thread closes the connection.
public final class OpenAiProvider implements ModelServer {

  private final String name;
  private final String baseUrl;
  private final Optional<String> key;
  private final Upstream upstream;
  private final Omissions omissions;
  private final OpenAiStreamingChatModel whole;
  private final OpenAiStreamingChatModel withoutStreamOptions;

  /// @param baseUrl where the server is, with or without its path: `http://localhost:11434` and
  ///   `https://openrouter.ai/api/v1/` both do; a bare server gets `/v1`
  /// @param key none for servers that ask for none
  /// @throws IllegalArgumentException when the base URL is no address of an HTTP server
  public OpenAiProvider(
      String name, String baseUrl, Optional<String> key, Timeouts timeouts, InstantSource clock) {
    this(new Connection(name, Protocol.OPENAI, baseUrl, key), timeouts, clock);
  }

  OpenAiProvider(Connection connection, Timeouts timeouts, InstantSource clock) {
    this(connection, Omissions.none(), timeouts, clock);
  }

  OpenAiProvider(
      Connection connection, Omissions omissions, Timeouts timeouts, InstantSource clock) {
    this.name = connection.name();
    this.baseUrl = connection.baseUrl();
    this.key = connection.key();
    this.omissions = omissions;
    this.upstream = new Upstream(connection, timeouts, clock, OpenAiDialect::new);
    this.whole = model(true);
    this.withoutStreamOptions = model(false);
  }

  private OpenAiStreamingChatModel model(boolean withStreamOptions) {
    HttpClientBuilder usual = upstream.client();
    ShapedHttpClient shaped =
        new ShapedHttpClient(
            usual.build(), BaseUrl.endpoint(baseUrl, "chat/completions"), withStreamOptions);
    return OpenAiStreamingChatModel.builder()
        .httpClientBuilder(shaped.builder(usual))
        .baseUrl(baseUrl)
        .apiKey(key.orElse(null))
        .customHeaders(azureKey())
        .returnThinking(true)
        .build();
  }

  /// Azure's older addresses know the key by this name alone.
  private Map<String, String> azureKey() {
    return key.filter(_ -> BaseUrl.isAzure(baseUrl))
        .map(some -> Map.of("api-key", some))
        .orElse(Map.of());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Listing models() {
    return upstream.listing(this::listed);
  }

  private List<Model> listed() {
    if (BaseUrl.isAzure(baseUrl) && BaseUrl.isDeployment(baseUrl)) {
      return List.of(new Model(name, BaseUrl.deployment(baseUrl), null));
    }
    HttpRequest.Builder request =
        HttpRequest.builder().method(HttpMethod.GET).url(BaseUrl.endpoint(baseUrl, "models"));
    request.addHeader("Accept", "application/json");
    key.ifPresent(some -> request.addHeader("Authorization", "Bearer " + some));
    azureKey().forEach(request::addHeader);
    String body = upstream.body(request.build());
    return ModelListing.read(name, body).orElseThrow(() -> upstream.garbled(body));
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    return Accommodating.answer(
        omissions,
        prompt,
        sink,
        (turns, without, heard) -> {
          ChatRequest request =
              ChatRequest.builder()
                  .modelName(prompt.model())
                  .messages(Upstream.messages(turns))
                  .build();
          OpenAiStreamingChatModel model =
              without.contains(Omission.STREAM_OPTIONS) ? withoutStreamOptions : whole;
          return upstream.answer(heard, answering -> model.chat(request, answering));
        },
        Omission.SYSTEM_ROLE,
        Omission.STREAM_OPTIONS);
  }

  /// Ends every answer that is still being written.
  @Override
  public void close() {
    upstream.close();
  }
}

package chat.parley.provider;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.InstantSource;
import java.util.List;
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
  private final OpenAiStreamingChatModel model;

  /// @param baseUrl where the server is, with or without its path: `http://localhost:11434` and
  ///   `https://openrouter.ai/api/v1/` both do; a bare server gets `/v1`
  /// @param key none for servers that ask for none
  /// @throws IllegalArgumentException when the base URL is no address of an HTTP server
  public OpenAiProvider(
      String name, String baseUrl, Optional<String> key, Timeouts timeouts, InstantSource clock) {
    this(new Connection(name, Protocol.OPENAI, baseUrl, key), timeouts, clock);
  }

  OpenAiProvider(Connection connection, Timeouts timeouts, InstantSource clock) {
    this.name = connection.name();
    this.baseUrl = connection.baseUrl();
    this.key = connection.key();
    this.upstream = new Upstream(connection, timeouts, clock, OpenAiDialect::new);
    this.model =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(upstream.client())
            .baseUrl(baseUrl)
            .apiKey(key.orElse(null))
            .returnThinking(true)
            .build();
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
    HttpRequest.Builder request =
        HttpRequest.builder().method(HttpMethod.GET).url(baseUrl, "models");
    request.addHeader("Accept", "application/json");
    key.ifPresent(some -> request.addHeader("Authorization", "Bearer " + some));
    String body = upstream.body(request.build());
    return ModelListing.read(name, body).orElseThrow(() -> upstream.garbled(body));
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    ChatRequest request =
        ChatRequest.builder()
            .modelName(prompt.model())
            .messages(Upstream.messages(prompt.turns()))
            .build();
    return upstream.answer(sink, answering -> model.chat(request, answering));
  }

  /// Ends every answer that is still being written.
  @Override
  public void close() {
    upstream.close();
  }
}

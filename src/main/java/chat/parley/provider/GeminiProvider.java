package chat.parley.provider;

import chat.parley.provider.GeminiModels.Listed;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Google's Gemini API.
///
/// The key goes into a header: an address is logged by whoever passes it on. Thoughts are asked for
/// where the last listing says that the model has some; others refuse the question.
final class GeminiProvider implements ModelServer {

  private static final int PAGE = 1_000;
  private static final int MAX_PAGES = 5;

  /// A model's name becomes a part of the address.
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  private final String name;
  private final String baseUrl;
  private final Optional<String> key;
  private final Upstream upstream;
  private final GoogleAiGeminiStreamingChatModel plain;
  private final GoogleAiGeminiStreamingChatModel thinking;
  private final Omissions omissions;
  private final Set<String> thinks = ConcurrentHashMap.newKeySet();

  GeminiProvider(Connection connection, Timeouts timeouts, InstantSource clock) {
    this(connection, Omissions.none(), timeouts, clock);
  }

  GeminiProvider(
      Connection connection, Omissions omissions, Timeouts timeouts, InstantSource clock) {
    this.omissions = omissions;
    this.name = connection.name();
    this.baseUrl = connection.baseUrl();
    this.key = connection.key();
    this.upstream = new Upstream(connection, timeouts, clock, GeminiDialect::new);
    this.plain = model().build();
    this.thinking =
        model()
            .thinkingConfig(GeminiThinkingConfig.builder().includeThoughts(true).build())
            .build();
  }

  private GoogleAiGeminiStreamingChatModel.GoogleAiGeminiStreamingChatModelBuilder model() {
    return GoogleAiGeminiStreamingChatModel.builder()
        .httpClientBuilder(upstream.client())
        .baseUrl(baseUrl)
        .apiKey(key.orElse(null))
        .returnThinking(true);
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
    List<Model> models = new ArrayList<>();
    Optional<String> token = Optional.of("");
    for (int page = 0; page < MAX_PAGES && token.isPresent(); page++) {
      String body = upstream.body(listing(token.get()));
      GeminiModels read = GeminiModels.read(name, body).orElseThrow(() -> upstream.garbled(body));
      for (Listed one : read.listed()) {
        models.add(one.model());
        if (one.thinks()) {
          thinks.add(one.model().name());
        }
      }
      token = read.next();
    }
    return models;
  }

  private HttpRequest listing(String token) {
    String page =
        token.isEmpty() ? "" : "&pageToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.builder().method(HttpMethod.GET).url(baseUrl, "models?pageSize=" + PAGE + page);
    key.ifPresent(some -> request.addHeader("x-goog-api-key", some));
    return request.build();
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    if (!MODEL.matcher(prompt.model()).matches()) {
      return new Ending.Failed(
          new Fault(Fault.Kind.UNKNOWN_MODEL, "No model of Google's is called so", null));
    }
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
          boolean thinks =
              this.thinks.contains(prompt.model()) && !without.contains(Omission.THINKING);
          return upstream.answer(
              heard, answering -> (thinks ? thinking : plain).chat(request, answering));
        },
        Omission.SYSTEM_ROLE,
        Omission.THINKING);
  }

  @Override
  public void close() {
    upstream.close();
  }
}

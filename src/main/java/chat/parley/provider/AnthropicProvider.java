package chat.parley.provider;

import chat.parley.provider.AnthropicModels.Listed;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
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
final class AnthropicProvider implements ModelServer {

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

  private final String name;
  private final String baseUrl;
  private final String key;
  private final Upstream upstream;
  private final AnthropicStreamingChatModel plain;
  private final AnthropicStreamingChatModel reasoning;
  private final Map<String, Listed> listed = new ConcurrentHashMap<>();
  private final Omissions omissions;
  private final Set<String> takesNoPrefix = ConcurrentHashMap.newKeySet();

  AnthropicProvider(Connection connection, Timeouts timeouts, InstantSource clock) {
    this(connection, Omissions.none(), timeouts, clock);
  }

  AnthropicProvider(
      Connection connection, Omissions omissions, Timeouts timeouts, InstantSource clock) {
    this.omissions = omissions;
    this.name = connection.name();
    this.baseUrl = connection.baseUrl();
    // LangChain4j asks for one, and the server says that it is wrong.
    this.key = connection.key().orElse("none");
    this.upstream = new Upstream(connection, timeouts, clock, AnthropicDialect::new);
    this.plain = model().build();
    this.reasoning = model().thinkingType("adaptive").thinkingDisplay("summarized").build();
  }

  private AnthropicStreamingChatModel.AnthropicStreamingChatModelBuilder model() {
    return AnthropicStreamingChatModel.builder()
        .httpClientBuilder(upstream.client())
        .baseUrl(baseUrl)
        .apiKey(key)
        .version(VERSION)
        .returnThinking(true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean continuesPrefix() {
    return true;
  }

  @Override
  public Listing models() {
    return upstream.listing(this::listed);
  }

  private List<Model> listed() {
    List<Model> models = new ArrayList<>();
    Optional<String> after = Optional.of("");
    for (int page = 0; page < MAX_PAGES && after.isPresent(); page++) {
      String body = upstream.body(listing(after.get()));
      AnthropicModels read =
          AnthropicModels.read(name, body).orElseThrow(() -> upstream.garbled(body));
      for (Listed one : read.listed()) {
        listed.put(one.model().name(), one);
        models.add(one.model());
      }
      after = read.next();
    }
    return models;
  }

  private HttpRequest listing(String after) {
    String page =
        after.isEmpty() ? "" : "&after_id=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
    return HttpRequest.builder()
        .method(HttpMethod.GET)
        .url(baseUrl, "models?limit=" + PAGE + page)
        .addHeader("x-api-key", key)
        .addHeader("anthropic-version", VERSION)
        .build();
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    List<Turn> turns = prompt.turns();
    if (!Continuation.isAsked(turns)) {
      return ask(prompt.model(), turns, sink);
    }
    if (!takesNoPrefix.contains(prompt.model())) {
      Ending ending =
          ask(prompt.model(), Continuation.stripped(turns), Continuation.joining(turns, sink));
      if (!saysThatItTakesNoPrefix(ending)) {
        return ending;
      }
      takesNoPrefix.add(prompt.model());
    }
    return ask(prompt.model(), Continuation.inWords(turns), sink);
  }

  private static boolean saysThatItTakesNoPrefix(Ending ending) {
    if (!(ending instanceof Ending.Failed(Fault(Fault.Kind kind, String detail, _)))) {
      return false;
    }
    String said = detail.toLowerCase(Locale.ROOT);
    return (kind == Fault.Kind.DECLINED || kind == Fault.Kind.GARBLED)
        && NO_PREFIX.stream().anyMatch(said::contains);
  }

  private Ending ask(String model, List<Turn> turns, Consumer<Chunk> sink)
      throws InterruptedException {
    return Accommodating.answer(
        omissions,
        new Prompt(model, turns),
        sink,
        (taken, without, heard) -> ask(model, taken, !without.contains(Omission.THINKING), heard),
        Omission.SYSTEM_ROLE,
        Omission.THINKING);
  }

  private Ending ask(String model, List<Turn> turns, boolean mayReason, Consumer<Chunk> sink)
      throws InterruptedException {
    Optional<Listed> known = Optional.ofNullable(listed.get(model));
    int mostTokens =
        known.map(Listed::mostTokens).filter(most -> most > 0).orElse(FEWEST_MOST_TOKENS);
    ChatRequest request =
        ChatRequest.builder()
            .modelName(model)
            .maxOutputTokens(Math.min(mostTokens, MOST_TOKENS))
            .messages(Upstream.messages(turns))
            .build();
    // A prefix is taken only where the reasoning before it is left out.
    boolean reasons =
        mayReason
            && known.filter(Listed::thinksAdaptively).isPresent()
            && !Continuation.isAsked(turns);
    return upstream.answer(
        sink, answering -> (reasons ? reasoning : plain).chat(request, answering));
  }

  @Override
  public void close() {
    upstream.close();
  }
}

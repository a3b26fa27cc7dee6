package chat.parley.provider;

import java.time.InstantSource;
import java.util.List;

/// A provider that asks a server of models, in one of the [protocols][Protocol].
///
/// Hundreds of answers at once are fine, each on the virtual thread that asked for it. Interrupting
/// that thread closes the connection.
public abstract sealed class ModelServer implements Provider, AutoCloseable
    permits OpenAiProvider, AnthropicProvider, GeminiProvider, OllamaProvider {

  final ProviderHttp http;
  private final ServerEndpoint endpoint;

  ModelServer(ServerEndpoint endpoint, ProviderHttp http) {
    this.endpoint = endpoint;
    this.http = http;
  }

  /// Asks nothing yet: whether somebody is there shows with the first request.
  public static ModelServer open(ServerEndpoint endpoint, Timeouts timeouts, InstantSource clock) {
    return open(endpoint, RefusedFeatures.none(), timeouts, clock);
  }

  /// @param refused what its models are known to refuse, and where to note what they refuse now
  public static ModelServer open(
      ServerEndpoint endpoint, RefusedFeatures refused, Timeouts timeouts, InstantSource clock) {
    return switch (endpoint.protocol()) {
      case OPENAI -> new OpenAiProvider(endpoint, refused, timeouts, clock);
      case ANTHROPIC -> new AnthropicProvider(endpoint, refused, timeouts, clock);
      case GEMINI -> new GeminiProvider(endpoint, refused, timeouts, clock);
      case OLLAMA -> new OllamaProvider(endpoint, timeouts, clock);
    };
  }

  @Override
  public final String name() {
    return endpoint.name();
  }

  @Override
  public final Listing models() {
    return http.listing(this::listed);
  }

  /// @throws FaultException where the server does not give a list
  abstract List<Model> listed() throws InterruptedException;

  final String baseUrl() {
    return endpoint.baseUrl();
  }

  /// What it is writing goes on to its end, and then its connections are closed: for a server whose
  /// place another one has taken.
  public final void retire() {
    http.retire();
  }

  /// Whether it is retired, and nothing is written or open any more.
  public final boolean isGone() {
    return http.isGone();
  }

  /// Ends every answer that is still being written.
  @Override
  public final void close() {
    http.close();
  }
}

package chat.parley.provider;

import java.time.InstantSource;

/// A provider that asks a server of models, in one of the [protocols][Protocol].
///
/// Hundreds of answers at once are fine, each on the virtual thread that asked for it. Interrupting
/// that thread closes the connection.
public sealed interface ModelServer extends Provider, AutoCloseable
    permits OpenAiProvider, AnthropicProvider, GeminiProvider, OllamaProvider {

  /// Asks nothing yet: whether somebody is there shows with the first request.
  static ModelServer open(Connection connection, Timeouts timeouts, InstantSource clock) {
    return open(connection, RefusedFeatures.none(), timeouts, clock);
  }

  /// @param omissions what its models are known to refuse, and where to note what they refuse now
  static ModelServer open(
      Connection connection, RefusedFeatures omissions, Timeouts timeouts, InstantSource clock) {
    return switch (connection.protocol()) {
      case OPENAI -> new OpenAiProvider(connection, omissions, timeouts, clock);
      case ANTHROPIC -> new AnthropicProvider(connection, omissions, timeouts, clock);
      case GEMINI -> new GeminiProvider(connection, omissions, timeouts, clock);
      case OLLAMA -> new OllamaProvider(connection, timeouts, clock);
    };
  }

  /// Ends every answer that is still being written.
  @Override
  void close();
}

package chat.parley.provider;

import java.util.List;

/// The address of a server as a person writes it, made into the one that requests are built on.
///
/// - A bare server gets the protocol's usual path: `http://localhost:1234` becomes
///   `http://localhost:1234/v1`. A path that is there stays: `https://openrouter.ai/api/v1`.
/// - A slash at the end does not count, nor does the `/chat/completions` of a pasted full address.
/// - The rest is as [ServerAddress] reads it.
final class BaseUrl {

  private BaseUrl() {}

  /// @throws IllegalArgumentException when it is no address of an HTTP server
  static String of(String written, Protocol protocol) {
    ServerAddress address = ServerAddress.parse(written);
    String path = withoutSlashes(address.path());
    for (String endpoint : endpoints(protocol)) {
      if (path.endsWith(endpoint)) {
        path = withoutSlashes(path.substring(0, path.length() - endpoint.length()));
      }
    }
    return address.origin() + (path.isEmpty() ? protocol.usualPath() : path);
  }

  /// What people paste along: an address of this protocol that goes further than its base, and the
  /// path under which the same server speaks OpenAI's protocol.
  private static List<String> endpoints(Protocol protocol) {
    return switch (protocol) {
      case OPENAI -> List.of("/chat/completions");
      case ANTHROPIC -> List.of("/messages");
      case GEMINI -> List.of("/openai", "/models");
      case OLLAMA -> List.of("/api/chat", "/api/tags", "/api", "/v1");
    };
  }

  private static String withoutSlashes(String path) {
    String rest = path;
    while (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    return rest;
  }
}

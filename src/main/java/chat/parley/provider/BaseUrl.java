package chat.parley.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/// The address of a server as a person writes it, made into the one that requests are built on.
///
/// - A bare server gets the protocol's usual path: `http://localhost:1234` becomes
///   `http://localhost:1234/v1`. A path that is there stays: `https://openrouter.ai/api/v1`.
/// - A slash at the end does not count, nor does the `/chat/completions` of a pasted full address.
/// - Without a scheme it is `http` for this machine and `https` for all others, because the key
///   goes along.
final class BaseUrl {

  private BaseUrl() {}

  /// @throws IllegalArgumentException when it is no address of an HTTP server
  static String of(String written, Protocol protocol) {
    String text = written.strip();
    if (!text.contains("://")) {
      text = (isLoopback(text) ? "http://" : "https://") + text;
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("Not an address of a server: " + e.getReason(), e);
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
      throw new IllegalArgumentException("An address of a server begins with http:// or https://");
    }
    if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("An address has no user, no ? and no #; the key is apart");
    }
    String path = withoutSlashes(uri.getRawPath());
    for (String endpoint : endpoints(protocol)) {
      if (path.endsWith(endpoint)) {
        path = withoutSlashes(path.substring(0, path.length() - endpoint.length()));
      }
    }
    return scheme + "://" + uri.getRawAuthority() + (path.isEmpty() ? protocol.usualPath() : path);
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

  private static boolean isLoopback(String address) {
    return address.startsWith("localhost")
        || address.startsWith("127.")
        || address.startsWith("[::1]");
  }
}

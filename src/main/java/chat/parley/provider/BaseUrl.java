package chat.parley.provider;

import java.util.Locale;

/// The address of a server as a person writes it, made into the one that requests are built on.
///
/// - A bare server gets the path under which it answers: a [well-known one][KnownServers] its own,
///   every other the protocol's usual one. A path that is there stays:
///   `https://openrouter.ai/api/v1`.
/// - What goes further than that is cut off: the `/chat/completions` or `/models/x` of a pasted
///   full address, slashes at the end and double ones.
/// - Azure's `?api-version` stays where a deployment is addressed and it is not the usual one.
/// - The rest is as [ServerAddress] reads it.
final class BaseUrl {

  /// The latest of Azure's older API that is not a preview.
  static final String AZURE_VERSION = "2024-10-21";

  private static final String DEPLOYMENTS = "/openai/deployments/";

  private BaseUrl() {}

  /// @throws IllegalArgumentException when it is no address of an HTTP server
  static String of(String written, Protocol protocol) {
    ServerAddress address = ServerAddress.parse(written);
    String path = cut(single(address.path()), protocol);
    boolean isDeployment = KnownServers.isAzure(address.host()) && isDeployment(path);
    if (!address.version().isEmpty() && !KnownServers.isAzure(address.host())) {
      throw new IllegalArgumentException("An address has no ?; only Azure’s have an api-version");
    }
    boolean keptVersion =
        isDeployment && !address.version().isEmpty() && !address.version().equals(AZURE_VERSION);
    return address.origin()
        + KnownServers.path(address.host(), protocol, path)
            .orElseGet(() -> completed(path, protocol))
        + (keptVersion ? "?api-version=" + address.version() : "");
  }

  static boolean isAzure(String url) {
    return KnownServers.isAzure(ServerAddress.parse(url).host());
  }

  /// Whether it leads to one model of Azure's older API, in which each has an address of its own.
  static boolean isDeployment(String url) {
    int at = url.indexOf(DEPLOYMENTS);
    return at >= 0 && url.length() > at + DEPLOYMENTS.length();
  }

  /// The model at such an address.
  static String deployment(String url) {
    String rest = url.substring(url.indexOf(DEPLOYMENTS) + DEPLOYMENTS.length());
    int end = rest.indexOf('?');
    return end < 0 ? rest : rest.substring(0, end);
  }

  /// Where an endpoint of a server is, with the version that some of Azure's want.
  static String endpoint(String base, String endpoint) {
    int query = base.indexOf('?');
    if (query >= 0) {
      return base.substring(0, query) + "/" + endpoint + base.substring(query);
    }
    boolean older = isDeployment(base) && isAzure(base);
    return base + "/" + endpoint + (older ? "?api-version=" + AZURE_VERSION : "");
  }

  private static String completed(String path, Protocol protocol) {
    if (path.isEmpty()) {
      return protocol.usualPath();
    }
    // Tools for Claude are told addresses without it: https://api.deepseek.com/anthropic.
    return protocol == Protocol.ANTHROPIC && !endsWithVersion(path) ? path + "/v1" : path;
  }

  private static boolean endsWithVersion(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    return last.length() > 1 && last.charAt(0) == 'v' && Character.isDigit(last.charAt(1));
  }

  private static String cut(String whole, Protocol protocol) {
    String path = whole;
    for (String before = ""; !before.equals(path); ) {
      before = path;
      path = withoutEnd(path, protocol);
    }
    return path;
  }

  private static String withoutEnd(String path, Protocol protocol) {
    String lower = path.toLowerCase(Locale.ROOT);
    for (String endpoint : endpoints(protocol).all()) {
      if (lower.endsWith(endpoint)) {
        return path.substring(0, path.length() - endpoint.length());
      }
    }
    int models = lower.indexOf("/models/");
    if (models >= 0 && (protocol == Protocol.GEMINI || isOneModel(lower, models))) {
      return path.substring(0, models);
    }
    return lower.endsWith("/v1/v1") ? path.substring(0, path.length() - 3) : path;
  }

  /// `/v1/models/x` is about a model; `/models/x/v1` is where some hosts have the server of one.
  private static boolean isOneModel(String path, int models) {
    return endsWithVersion(path.substring(0, models)) && !endsWithVersion(path);
  }

  /// What people paste along: addresses of this protocol that go further than its base, and those
  /// under which the same server speaks another one. One that ends like another stands before it.
  private static Phrases endpoints(Protocol protocol) {
    return switch (protocol) {
      case OPENAI ->
          Phrases.of(
              """
              /chat/completions | /fim/completions | /completions | /api/chat | /chat | /models
              /responses | /api/embeddings | /embeddings | /api/embed | /messages
              /audio/transcriptions | /audio/speech | /images/generations | /moderations
              /api/tags | /api/generate | /api/ps | /api/show | /api/version
              """);
      case ANTHROPIC ->
          Phrases.of(
              """
              /messages | /messages/count_tokens | /messages/batches | /models | /complete
              /chat/completions
              """);
      case GEMINI ->
          Phrases.of(
              """
              /chat/completions | /embeddings | /openai | /models | /cachedcontents
              """);
      case OLLAMA ->
          Phrases.of(
              """
              /chat/completions | /completions | /embeddings | /models | /responses | /messages
              /api/chat | /api/generate | /api/tags | /api/ps | /api/show | /api/version
              /api/embed | /api/embeddings | /api/pull | /api | /v1
              """);
    };
  }

  /// Without slashes at the end, and with one where there are several.
  private static String single(String path) {
    StringBuilder single = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '/' || single.isEmpty() || single.charAt(single.length() - 1) != '/') {
        single.append(c);
      }
    }
    int end = single.length();
    while (end > 0 && single.charAt(end - 1) == '/') {
      end--;
    }
    return single.substring(0, end);
  }
}

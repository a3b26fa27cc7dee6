package chat.parley.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// The address of a server as a person writes it, made into the one that requests are built on.
///
/// - A bare server gets the usual path: `http://localhost:11434` becomes
///   `http://localhost:11434/v1`. A path that is there stays: `https://openrouter.ai/api/v1`.
/// - A slash at the end does not count, nor does the `/chat/completions` of a pasted full address.
/// - Without a scheme it is `http` for this machine and `https` for all others, because the key
///   goes along.
final class BaseUrl {

  private static final String ENDPOINT = "/chat/completions";

  private BaseUrl() {}

  /// @throws IllegalArgumentException when it is no address of an HTTP server
  static String of(String written) {
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
    if (path.endsWith(ENDPOINT)) {
      path = withoutSlashes(path.substring(0, path.length() - ENDPOINT.length()));
    }
    return scheme + "://" + uri.getRawAuthority() + (path.isEmpty() ? "/v1" : path);
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

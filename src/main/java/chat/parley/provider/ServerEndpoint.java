package chat.parley.provider;

import java.util.Optional;

/// Where a server of models is, and how it is spoken to.
///
/// @param name stands in the model menu and in the database, like `openai`
/// @param baseUrl as a person writes it, with or without its path; made into the one that requests
///   are built on
/// @param key none for servers that ask for none; a blank one is none
/// @param egress where its calls may go, by who has set it up
public record ServerEndpoint(
    String name, Protocol protocol, String baseUrl, Optional<String> key, EgressPolicy egress) {

  /// One of the owner's, whose calls may go anywhere.
  public ServerEndpoint(String name, Protocol protocol, String baseUrl, Optional<String> key) {
    this(name, protocol, baseUrl, key, EgressPolicy.anywhere());
  }

  /// @throws IllegalArgumentException when the base URL is no address of an HTTP server, or the key
  ///   has characters that no key has
  public ServerEndpoint {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A server has a name");
    }
    baseUrl = BaseUrl.of(baseUrl, protocol);
    key = key.map(String::strip).filter(some -> !some.isEmpty());
    // It goes into a header, where a line end would begin another one.
    if (key.filter(some -> !some.chars().allMatch(c -> c > 0x20 && c < 0x7F)).isPresent()) {
      throw new IllegalArgumentException("A key is letters, digits and signs without spaces");
    }
  }

  /// Without the key: a log may get it.
  @Override
  public String toString() {
    return "ServerEndpoint[" + name + ", " + protocol + ", " + baseUrl + "]";
  }
}

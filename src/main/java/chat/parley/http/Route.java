package chat.parley.http;

/// A line of the site map.
///
/// @param path like `/chat/{id}`
/// @param events whether it answers with events, in which all that it has to say must stand
public record Route(
    String method, String path, Permission permission, boolean events, Endpoint endpoint) {

  /// Answers the requests of one route.
  @FunctionalInterface
  public interface Endpoint {
    Response answer(Request request) throws InterruptedException;
  }

  /// Like `GET /chat/{id}`.
  public String name() {
    return method + " " + path;
  }
}

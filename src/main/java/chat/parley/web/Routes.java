package chat.parley.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.jspecify.annotations.Nullable;

/// The site map, a line a route.
final class Routes {
  private final PathMappings<Map<String, Page>> pages = new PathMappings<>();

  /// Answers the requests of one route.
  @FunctionalInterface
  interface Page {
    Reply answer(Exchange exchange) throws InterruptedException;
  }

  Routes(
      Pages pages,
      Letters letters,
      Streams streams,
      PlainStreams plainStreams,
      Chats chats,
      Handbook handbook) {
    at("/", get(chats::home));
    at("/up", get(pages::up));
    at("/static/{version}/{name}", get(pages::file));
    at("/static/{version}/{folder}/{name}", get(pages::file));
    at("/static/{version}/{folder}/{sub}/{name}", get(pages::file));
    at("/static/{version}/{folder}/{sub}/{deep}/{name}", get(pages::file));
    at("/docs", get(handbook::index));
    at("/docs/{page}", get(handbook::page));
    at("/chats", get(chats::older));
    at("/messages", post(letters::begin));
    at("/chat/{id}", get(pages::chat));
    at("/chat/{id}/messages", post(letters::send));
    at("/chat/{id}/answers", post(letters::answer));
    at("/chat/{id}/cancellation", post(letters::stop));
    at("/chat/{id}/title", post(chats::rename));
    at("/chat/{id}/deletion", post(chats::delete));
    at("/chat/{id}/restoration", post(chats::restore));
    at("/chat/{id}/text/{message}", get(pages::text));
    at("/chat/{id}/growing/{message}", get(plainStreams::growing));
    at("/chat/{id}/updates", get(streams::updates));
    at("/sse/{id}", get(streams::stream));
  }

  /// What a path leads to.
  sealed interface Match {
    record Found(Page page, Map<String, String> parts) implements Match {}

    /// @param allowed the methods that there are, for the `Allow` header
    record WrongMethod(String allowed) implements Match {}

    record Nothing() implements Match {}
  }

  Match find(String method, String path) {
    MatchedResource<Map<String, Page>> matched = pages.getMatched(path);
    if (matched == null) {
      return new Match.Nothing();
    }
    Map<String, Page> methods = matched.getResource();
    @Nullable Page page = methods.get(method.equals("HEAD") ? "GET" : method);
    if (page == null) {
      List<String> allowed = new ArrayList<>(new TreeSet<>(methods.keySet()));
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      return new Match.WrongMethod(String.join(", ", allowed));
    }
    UriTemplatePathSpec spec = (UriTemplatePathSpec) matched.getPathSpec();
    return new Match.Found(page, spec.getPathParams(path));
  }

  /// Every route, like `GET /chat/{id}`.
  List<String> all() {
    return pages
        .streamResources()
        .flatMap(route ->
            route.getResource().keySet().stream()
                .map(method -> method + " " + route.getPathSpec().getDeclaration()))
        .sorted()
        .toList();
  }

  private void at(String path, Map<String, Page> methods) {
    pages.put(new UriTemplatePathSpec(path), methods);
  }

  private static Map<String, Page> get(Page page) {
    return Map.of("GET", page);
  }

  private static Map<String, Page> post(Page page) {
    return Map.of("POST", page);
  }
}

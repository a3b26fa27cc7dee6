package chat.parley.http;

import chat.parley.http.Route.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.jspecify.annotations.Nullable;

/// The site map: what each room adds, a line a route.
public final class Router {
  private final PathMappings<Map<String, Route>> paths = new PathMappings<>();
  private final List<Route> routes = new ArrayList<>();

  public Router add(Routes more) {
    more.addTo(this);
    return this;
  }

  public Router get(String path, Permission permission, Endpoint endpoint) {
    return add(new Route("GET", path, permission, false, endpoint));
  }

  public Router post(String path, Permission permission, Endpoint endpoint) {
    return add(new Route("POST", path, permission, false, endpoint));
  }

  /// A page, and the form on it.
  public Router form(String path, Permission permission, Endpoint page, Endpoint sent) {
    return get(path, permission, page).post(path, permission, sent);
  }

  public Router events(String path, Permission permission, Endpoint endpoint) {
    return add(new Route("GET", path, permission, true, endpoint));
  }

  private Router add(Route route) {
    UriTemplatePathSpec spec = new UriTemplatePathSpec(route.path());
    Map<String, Route> methods = paths.get(spec);
    if (methods == null) {
      methods = new TreeMap<>();
      paths.put(spec, methods);
    }
    if (methods.put(route.method(), route) != null) {
      throw new IllegalStateException("two routes are " + route.name());
    }
    routes.add(route);
    return this;
  }

  /// All of them, by their paths.
  public List<Route> all() {
    return routes.stream()
        .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
        .toList();
  }

  /// What a path leads to.
  sealed interface Match {
    record RouteFound(Route route, Map<String, String> parts) implements Match {}

    /// @param allowed the methods that there are, for the `Allow` header
    record WrongMethod(String allowed) implements Match {}

    record NoRoute() implements Match {}
  }

  Match find(String method, String path) {
    MatchedResource<Map<String, Route>> matched = paths.getMatched(path);
    if (matched == null) {
      return new Match.NoRoute();
    }
    Map<String, Route> methods = matched.getResource();
    @Nullable Route route = methods.get(method.equals("HEAD") ? "GET" : method);
    if (route == null) {
      List<String> allowed = new ArrayList<>(new TreeSet<>(methods.keySet()));
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      return new Match.WrongMethod(String.join(", ", allowed));
    }
    UriTemplatePathSpec spec = (UriTemplatePathSpec) matched.getPathSpec();
    return new Match.RouteFound(route, spec.getPathParams(path));
  }
}

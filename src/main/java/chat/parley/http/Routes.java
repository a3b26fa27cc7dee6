package chat.parley.http;

/// The lines that a room adds to the site map.
@FunctionalInterface
public interface Routes {
  void addTo(Router router);
}

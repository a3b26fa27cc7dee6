package chat.parley.docs;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Parley's own docs.
public final class DocsRoutes implements Routes {
  private final DocsController docs;

  public DocsRoutes(DocsController docs) {
    this.docs = docs;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/docs", Permission.SIGNED_IN, docs::index)
        .get("/docs/{page}", Permission.SIGNED_IN, docs::page);
  }
}

package chat.parley.docs;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;
import chat.parley.markdown.Markdown;
import chat.parley.page.Layout;

/// Parley's own docs.
public final class DocsRoutes implements Routes {
  private final DocsController docs;

  public DocsRoutes(Layout layout, Markdown markdown) {
    this.docs = new DocsController(layout, markdown);
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/docs", Permission.SIGNED_IN, docs::index)
        .get("/docs/{page}", Permission.SIGNED_IN, docs::page);
  }
}

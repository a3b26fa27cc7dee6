package chat.parley.usage;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// What was used.
final class UsageRoutes implements Routes {
  private final UsageController use;

  UsageRoutes(UsageController use) {
    this.use = use;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/use", Permission.SIGNED_IN, use::page)
        .get("/use.csv", Permission.SIGNED_IN, use::csv);
  }
}

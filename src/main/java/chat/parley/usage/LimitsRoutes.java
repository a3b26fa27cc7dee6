package chat.parley.usage;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// How much people may use.
final class LimitsRoutes implements Routes {
  private final LimitsController limits;

  LimitsRoutes(LimitsController limits) {
    this.limits = limits;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/limits", Permission.STAFF, limits::list)
        .post("/limits/{role}", Permission.STAFF, limits::decideRole)
        .form("/people/{person}/limits", Permission.STAFF, limits::person, limits::decidePerson);
  }
}

package chat.parley.audit;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Who did what.
public final class AuditRoutes implements Routes {
  private final AuditController log;

  public AuditRoutes(AuditController log) {
    this.log = log;
  }

  @Override
  public void addTo(Router router) {
    router.get("/log", Permission.STAFF, log::page);
  }
}

package chat.parley.audit;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;
import chat.parley.page.DateFormats;
import chat.parley.page.Layout;
import java.time.Clock;

/// Who did what.
public final class AuditRoutes implements Routes {
  private final AuditController log;

  public AuditRoutes(AuditLog log, Layout layout, Clock clock) {
    this.log = new AuditController(log, layout, new DateFormats(clock));
  }

  @Override
  public void addTo(Router router) {
    router.get("/log", Permission.STAFF, log::page);
  }
}

package chat.parley.model;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Which models answer.
final class ConnectionRoutes implements Routes {
  private final ConnectionsController all;
  private final ConnectionController one;

  ConnectionRoutes(ConnectionsController all, ConnectionController one) {
    this.all = all;
    this.one = one;
  }

  @Override
  public void addTo(Router router) {
    router
        .form("/connections", Permission.STAFF, all::list, all::add)
        .form("/connections/{connection}", Permission.STAFF, one::page, one::change)
        .post("/connections/{connection}/trial", Permission.STAFF, one::check)
        .post("/connections/{connection}/forgetting", Permission.STAFF, one::forgetRefused)
        .post("/connections/{connection}/models", Permission.STAFF, one::decide)
        .post("/connections/{connection}/deletion", Permission.STAFF, one::delete)
        .post("/default-model", Permission.STAFF, all::setDefault)
        .post("/allowed-addresses", Permission.STAFF, all::allow);
  }
}

package chat.parley.model;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Which models answer.
public final class ConnectionRoutes implements Routes {
  private final ConnectionsController connections;

  public ConnectionRoutes(ConnectionsController connections) {
    this.connections = connections;
  }

  @Override
  public void addTo(Router router) {
    router
        .form("/connections", Permission.STAFF, connections::list, connections::add)
        .form("/connections/{connection}", Permission.STAFF, connections::one, connections::change)
        .post("/connections/{connection}/trial", Permission.STAFF, connections::tryOut)
        .post("/connections/{connection}/forgetting", Permission.STAFF, connections::forget)
        .post("/connections/{connection}/models", Permission.STAFF, connections::decide)
        .post("/connections/{connection}/deletion", Permission.STAFF, connections::delete)
        .post("/default-model", Permission.STAFF, connections::setDefault)
        .post("/allowed-addresses", Permission.STAFF, connections::allow);
  }
}

package chat.parley.data;

import chat.parley.http.Permission;
import chat.parley.http.Route;
import chat.parley.http.Router;
import chat.parley.http.Routes;
import java.util.function.UnaryOperator;

/// Everything that somebody has here: to take along, and to delete.
final class DataRoutes implements Routes {
  private final Export export;
  private final DeletionController deletion;
  private final UnaryOperator<Route.Endpoint> confirmed;

  /// @param confirmed asks who it is first
  DataRoutes(Export export, DeletionController deletion, UnaryOperator<Route.Endpoint> confirmed) {
    this.export = export;
    this.deletion = deletion;
    this.confirmed = confirmed;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/settings/export", Permission.SIGNED_IN, export::download)
        .post("/settings/chats/deletion", Permission.SIGNED_IN, deletion::chats)
        .post(
            "/settings/everything/deletion",
            Permission.SIGNED_IN,
            confirmed.apply(deletion::everything));
  }
}

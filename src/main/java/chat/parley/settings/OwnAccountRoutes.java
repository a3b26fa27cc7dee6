package chat.parley.settings;

import chat.parley.http.Permission;
import chat.parley.http.Route;
import chat.parley.http.Router;
import chat.parley.http.Routes;
import java.util.function.UnaryOperator;

/// One's own account, where people sign in.
public final class OwnAccountRoutes implements Routes {
  private final SettingsController settings;
  private final UnaryOperator<Route.Endpoint> confirmed;

  /// @param confirmed asks who it is first
  public OwnAccountRoutes(SettingsController settings, UnaryOperator<Route.Endpoint> confirmed) {
    this.settings = settings;
    this.confirmed = confirmed;
  }

  @Override
  public void addTo(Router router) {
    router
        .post("/settings/name", Permission.SIGNED_IN, settings::rename)
        .post("/settings/password", Permission.SIGNED_IN, settings::changePassword)
        .post(
            "/settings/sessions/deletion",
            Permission.SIGNED_IN,
            confirmed.apply(settings::endSessions))
        .post(
            "/settings/sessions/{session}/deletion",
            Permission.SIGNED_IN,
            confirmed.apply(settings::endSession));
  }
}

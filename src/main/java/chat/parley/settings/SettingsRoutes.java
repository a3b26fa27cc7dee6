package chat.parley.settings;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// One's own settings, as there are in every mode.
public final class SettingsRoutes implements Routes {
  private final SettingsController settings;

  public SettingsRoutes(SettingsController settings) {
    this.settings = settings;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/settings", Permission.SIGNED_IN, settings::page)
        .post("/settings/chats", Permission.SIGNED_IN, settings::prefer);
  }
}

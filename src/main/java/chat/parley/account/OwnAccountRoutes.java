package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// One's own account.
final class OwnAccountRoutes implements Routes {
  private final OwnAccountController own;
  private final Reauthentication reauthentication;

  OwnAccountRoutes(OwnAccountController own, Reauthentication reauthentication) {
    this.own = own;
    this.reauthentication = reauthentication;
  }

  @Override
  public void addTo(Router router) {
    router
        .post("/settings/name", Permission.SIGNED_IN, own::rename)
        .post("/settings/password", Permission.SIGNED_IN, own::changePassword)
        .post(
            "/settings/sessions/deletion",
            Permission.SIGNED_IN,
            reauthentication.require(own::endOtherSessions))
        .post(
            "/settings/sessions/{session}/deletion",
            Permission.SIGNED_IN,
            reauthentication.require(own::endSession));
  }
}

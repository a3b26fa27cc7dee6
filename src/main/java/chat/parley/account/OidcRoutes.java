package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Signing in with a provider, and looking after by which one does.
final class OidcRoutes implements Routes {
  private final OidcController oidc;
  private final OidcReturnController returned;
  private final LinkedIdentityController linked;
  private final Reauthentication reauthentication;

  OidcRoutes(
      OidcController oidc,
      OidcReturnController returned,
      LinkedIdentityController linked,
      Reauthentication reauthentication) {
    this.oidc = oidc;
    this.returned = returned;
    this.linked = linked;
    this.reauthentication = reauthentication;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/sign-in/{provider}", Permission.ANYONE, oidc::begin)
        .form("/sign-in/{provider}/return", Permission.ANYONE, returned::finish, oidc::receiveForm)
        .post("/set-up/{provider}", Permission.ANYONE, oidc::setUp)
        .post(
            "/settings/identities", Permission.SIGNED_IN, reauthentication.require(linked::unlink))
        .post(
            "/settings/identities/{provider}",
            Permission.SIGNED_IN,
            reauthentication.require(linked::link))
        .post("/settings/confirmation/{provider}", Permission.SIGNED_IN, linked::reauthenticate);
  }
}

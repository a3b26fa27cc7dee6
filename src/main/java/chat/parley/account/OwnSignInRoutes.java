package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// By what somebody signs in elsewhere.
public final class OwnSignInRoutes implements Routes {
  private final OidcController oidc;
  private final Reauthentication sure;

  OwnSignInRoutes(OidcController oidc, Reauthentication sure) {
    this.oidc = oidc;
    this.sure = sure;
  }

  @Override
  public void addTo(Router router) {
    router
        .post("/settings/identities", Permission.SIGNED_IN, sure.require(oidc::unlink))
        .post("/settings/identities/{provider}", Permission.SIGNED_IN, sure.require(oidc::link))
        .post("/settings/confirmation/{provider}", Permission.SIGNED_IN, oidc::confirm);
  }
}

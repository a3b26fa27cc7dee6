package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// The way in, and out.
public final class SignInRoutes implements Routes {
  private final SignInController signIn;
  private final SignOutController signOut;
  private final OidcController oidc;
  private final PasswordResetController resets;

  SignInRoutes(
      AccountModule accounts, SignInController signIn, OidcController oidc, SignInCookies cookies) {
    this.signIn = signIn;
    this.signOut = new SignOutController(accounts, cookies);
    this.oidc = oidc;
    this.resets = new PasswordResetController(accounts, signIn, cookies);
  }

  @Override
  public void addTo(Router router) {
    router
        .form("/sign-in", Permission.ANYONE, signIn::page, signIn::signIn)
        .get("/sign-in/{provider}", Permission.ANYONE, oidc::begin)
        .form("/sign-in/{provider}/return", Permission.ANYONE, oidc::finish, oidc::receiveForm)
        .post("/sign-out", Permission.SETTING_UP, signOut::signOut)
        .get("/sign-out/{provider}", Permission.ANYONE, signOut::continueAtProvider)
        .form("/set-up", Permission.ANYONE, signIn::setUpPage, signIn::setUp)
        .post("/set-up/{provider}", Permission.ANYONE, oidc::setUp)
        .form("/forgotten", Permission.ANYONE, resets::page, resets::request)
        .form("/invitation/{token}", Permission.ANYONE, signIn::invitation, signIn::join)
        .form("/reset/{token}", Permission.ANYONE, signIn::reset, signIn::choosePassword);
  }
}

package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Signing in and out, and setting up.
final class SignInRoutes implements Routes {
  private final SignInController signIn;
  private final SignOutController signOut;
  private final SetUpController setUp;

  SignInRoutes(SignInController signIn, SignOutController signOut, SetUpController setUp) {
    this.signIn = signIn;
    this.signOut = signOut;
    this.setUp = setUp;
  }

  @Override
  public void addTo(Router router) {
    router
        .form("/sign-in", Permission.ANYONE, signIn::page, signIn::signIn)
        .post("/sign-out", Permission.SETTING_UP, signOut::signOut)
        .get("/sign-out/{provider}", Permission.ANYONE, signOut::continueAtProvider)
        .form("/set-up", Permission.ANYONE, setUp::page, setUp::setUp);
  }
}

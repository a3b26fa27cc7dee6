package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Second factors and passkeys: using them, and looking after one's own.
final class SecondFactorRoutes implements Routes {
  private final SecondStepController step;
  private final PasskeySignInController passkey;
  private final SecondFactorController own;
  private final PasskeysController passkeys;

  SecondFactorRoutes(
      SecondStepController step,
      PasskeySignInController passkey,
      SecondFactorController own,
      PasskeysController passkeys) {
    this.step = step;
    this.passkey = passkey;
    this.own = own;
    this.passkeys = passkeys;
  }

  @Override
  public void addTo(Router router) {
    router
        .form("/second-factor", Permission.ANYONE, step::page, step::answer)
        .get("/settings/second-factor", Permission.SETTING_UP, own::page)
        .post("/settings/second-factor/proof", Permission.SETTING_UP, own::reauthenticate)
        .post("/settings/second-factor/app", Permission.SETTING_UP, own::prepareApp)
        .post("/settings/second-factor/app/confirmation", Permission.SETTING_UP, own::confirmApp)
        .post("/settings/second-factor/app/deletion", Permission.SETTING_UP, own::removeApp)
        .post("/settings/second-factor/codes", Permission.SETTING_UP, own::renewCodes)
        .post("/passkey", Permission.ANYONE, passkey::use)
        .post("/passkey/challenge", Permission.ANYONE, passkey::challenge)
        .post("/settings/passkeys", Permission.SETTING_UP, passkeys::add)
        .post("/settings/passkeys/challenge", Permission.SETTING_UP, passkeys::challenge)
        .post("/settings/passkeys/{passkey}/name", Permission.SETTING_UP, passkeys::rename)
        .post("/settings/passkeys/{passkey}/deletion", Permission.SETTING_UP, passkeys::remove);
  }
}

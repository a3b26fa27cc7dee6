package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;
import chat.parley.page.DateFormats;
import chat.parley.page.Layout;

/// Second factors and passkeys: using them, and looking after one's own.
public final class SecondFactorRoutes implements Routes {
  private final SecondStepController step;
  private final SecondFactorController own;
  private final PasskeySignInController passkey;
  private final PasskeysController passkeys;

  SecondFactorRoutes(
      AccountModule accounts,
      SignInController signIn,
      Layout layout,
      DateFormats dates,
      SignInCookies cookies) {
    this.step = new SecondStepController(accounts, signIn, cookies, layout.assets());
    this.own =
        new SecondFactorController(
            accounts, layout, dates, cookies, new SecondFactorMail(accounts, cookies));
    this.passkey = new PasskeySignInController(accounts, signIn, step, cookies);
    this.passkeys = new PasskeysController(accounts, own, cookies);
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

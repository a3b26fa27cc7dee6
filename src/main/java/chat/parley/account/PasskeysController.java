package chat.parley.account;

import chat.parley.http.Request;
import chat.parley.http.Response;
import java.util.List;

/// Adding, renaming and removing one's passkeys.
final class PasskeysController {
  private final SecondFactors factors;
  private final Passkeys passkeys;
  private final PasskeyRegistration registration;
  private final SecondFactorController own;

  PasskeysController(
      SecondFactors factors,
      Passkeys passkeys,
      PasskeyRegistration registration,
      SecondFactorController own) {
    this.factors = factors;
    this.passkeys = passkeys;
    this.registration = registration;
    this.own = own;
  }

  Response challenge(Request request) throws InterruptedException {
    return own.change(request, _ -> new Response.JsonBody(200, registration.options(request)));
  }

  Response add(Request request) throws InterruptedException {
    return own.change(
        request,
        form -> {
          List<String> codes =
              factors.addPasskey(
                  request.user(), form.value("name"), registration.verify(request, form));
          return own.added(request, codes, "passkey", "A passkey was added to your account.");
        });
  }

  Response rename(Request request) throws InterruptedException {
    return own.change(
        request,
        form -> {
          passkeys.rename(request.user(), request.part("passkey"), form.value("name"));
          return saved();
        });
  }

  Response remove(Request request) throws InterruptedException {
    return own.change(
        request,
        _ -> {
          if (factors.removePasskey(request.user(), request.part("passkey"))) {
            own.removed(request, "A passkey was removed from your account.");
          }
          return saved();
        });
  }

  private static Response saved() {
    return new Response.SeeOther(SecondFactorController.PATH + "?saved=passkey#passkeys");
  }
}

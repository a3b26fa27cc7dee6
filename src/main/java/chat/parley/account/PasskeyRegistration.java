package chat.parley.account;

import chat.parley.account.Challenges.ChallengePurpose;
import chat.parley.account.Passkeys.NewPasskey;
import chat.parley.account.passkey.Attestation;
import chat.parley.account.passkey.ExpectedOrigin;
import chat.parley.account.passkey.PublicKey;
import chat.parley.account.passkey.Verdict;
import chat.parley.account.passkey.WebAuthn;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a device to make a passkey, and looks at what it has made.
final class PasskeyRegistration {
  private static final Logger log = LoggerFactory.getLogger(PasskeyRegistration.class);

  private final Passkeys passkeys;
  private final Challenges challenges;
  private final SignInCookies cookies;

  PasskeyRegistration(Passkeys passkeys, Challenges challenges, SignInCookies cookies) {
    this.passkeys = passkeys;
    this.challenges = challenges;
    this.cookies = cookies;
  }

  Map<String, ?> options(Request request) {
    Account me = request.person();
    RelyingParty here = here(request);
    return PasskeyOptions.making(
        here,
        challenges.make(browser(request), ChallengePurpose.ADDING),
        me,
        passkeys.handle(me.id()),
        passkeys.of(me.id(), here.site()));
  }

  /// @throws Problem at its place where it cannot be verified
  NewPasskey verify(Request request, Form form) {
    Attestation attestation =
        new Attestation(
            form.value("client-data"), form.value("attestation"), form.value("transports"));
    RelyingParty here = here(request);
    String challenge =
        WebAuthn.challenge(attestation.clientData())
            .filter(one -> challenges.take(one, browser(request), ChallengePurpose.ADDING))
            .orElseThrow(
                () -> refused("It took too long, or was begun in another browser. Try again."));
    ExpectedOrigin expected = new ExpectedOrigin(here.origin(), here.site(), challenge, false);
    return switch (WebAuthn.created(attestation, expected)) {
      case Verdict.Sound(PublicKey key) ->
          new NewPasskey(
              key.id(),
              here.site(),
              key.publicKey(),
              key.signCount(),
              key.transports(),
              key.portable(),
              key.copied());
      case Verdict.Refused(String reason, var _) -> {
        log.warn("a new passkey was refused reason={} origin={}", reason, here.origin());
        throw refused(
            "What the device has made could not be verified. If Parley is behind a proxy, it must know its address: --public-url.");
      }
    };
  }

  private RelyingParty here(Request request) {
    RelyingParty here = RelyingParty.of(cookies.origin(request.request()));
    String trouble = here.trouble();
    if (trouble != null) {
      throw refused(trouble);
    }
    return here;
  }

  /// The session: what was begun in one is not finished in another.
  private static Token browser(Request request) {
    return new Token(Reauthentication.session(request));
  }

  private static Problem refused(String sentence) {
    return Problem.invalid(sentence).at("passkey-error");
  }
}

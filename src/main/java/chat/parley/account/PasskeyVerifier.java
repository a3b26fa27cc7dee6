package chat.parley.account;

import chat.parley.account.Challenges.ChallengePurpose;
import chat.parley.account.Passkeys.Passkey;
import chat.parley.account.passkey.Assertion;
import chat.parley.account.passkey.ExpectedOrigin;
import chat.parley.account.passkey.PublicKey;
import chat.parley.account.passkey.Verdict;
import chat.parley.account.passkey.WebAuthn;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a device to sign, and looks at what it has signed.
final class PasskeyVerifier {
  private static final Logger log = LoggerFactory.getLogger(PasskeyVerifier.class);

  private final Passkeys passkeys;
  private final Challenges challenges;
  private final Accounts accounts;
  private final SecondFactorSteps steps;
  private final SignInCookies cookies;

  PasskeyVerifier(
      Passkeys passkeys,
      Challenges challenges,
      Accounts accounts,
      SecondFactorSteps steps,
      SignInCookies cookies) {
    this.passkeys = passkeys;
    this.challenges = challenges;
    this.accounts = accounts;
    this.steps = steps;
    this.cookies = cookies;
  }

  /// @param theirs whom it is asked of, where that is known
  Map<String, ?> options(
      Request request, Token browser, ChallengePurpose purpose, List<Passkey> theirs) {
    return PasskeyOptions.using(
        here(request),
        challenges.make(browser, purpose),
        theirs,
        purpose == ChallengePurpose.ALONE);
  }

  /// The passkey, if everything about it is right: the challenge is ours and this browser's, the
  /// page was ours, the device has signed it, and counts on.
  Optional<Passkey> verify(Request request, Form form, Token browser, ChallengePurpose purpose) {
    Assertion assertion =
        new Assertion(
            form.value("credential"),
            form.value("client-data"),
            form.value("authenticator-data"),
            form.value("signature"),
            form.value("user"));
    RelyingParty here = here(request);
    Optional<String> challenge =
        WebAuthn.challenge(assertion.clientData())
            .filter(one -> challenges.take(one, browser, purpose));
    Optional<Passkey> found =
        passkeys
            .find(assertion.id())
            .filter(one -> one.made().site().equals(here.site()))
            .filter(one -> passkeys.isHandle(one.account(), assertion.user()));
    if (challenge.isEmpty() || found.isEmpty()) {
      return Optional.empty();
    }
    ExpectedOrigin expected =
        new ExpectedOrigin(
            here.origin(), here.site(), challenge.get(), purpose == ChallengePurpose.ALONE);
    return switch (WebAuthn.used(assertion, key(found.get()), expected)) {
      case Verdict.Sound(PublicKey key) -> counted(request, found.get(), key);
      case Verdict.Refused(String reason, boolean copy) -> {
        log.warn("a passkey was refused reason={} origin={}", reason, here.origin());
        if (copy) {
          suspect(request, found.get());
        }
        yield Optional.empty();
      }
    };
  }

  private Optional<Passkey> counted(Request request, Passkey passkey, PublicKey key) {
    if (passkeys.use(passkey, key.signCount(), key.copied())) {
      return Optional.of(passkey);
    }
    suspect(request, passkey);
    return Optional.empty();
  }

  private void suspect(Request request, Passkey passkey) {
    owner(passkey).ifPresent(whose -> passkeys.suspect(passkey, whose, request.address()));
  }

  /// Whether it is enough to sign in.
  boolean isEnough(Passkey passkey) {
    return passkeys.isEnough(passkey);
  }

  Optional<Account> owner(Passkey passkey) {
    return accounts.find(passkey.account());
  }

  /// Writes down that somebody's passkey was no good.
  void recordFailure(Request request, Form form) {
    passkeys
        .find(form.value("credential"))
        .flatMap(this::owner)
        .ifPresent(whose -> steps.recordFailure(whose, request.address()));
  }

  private static PublicKey key(Passkey passkey) {
    var made = passkey.made();
    return new PublicKey(
        made.credential(),
        made.publicKey(),
        made.signCount(),
        made.transports(),
        made.portable(),
        made.copied());
  }

  RelyingParty here(Request request) {
    RelyingParty here = RelyingParty.of(cookies.origin(request.request()));
    String trouble = here.trouble();
    if (trouble != null) {
      throw Problem.invalid(trouble);
    }
    return here;
  }

  static Problem noGood() {
    return Problem.invalid(
        "This passkey lets nobody in here: it was removed, is for another address, or took too long. Try again, or sign in otherwise.");
  }
}

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
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signing in with a passkey: alone, when it counts as both factors, or after the password.
public final class PasskeySignInController {
  private static final Logger log = LoggerFactory.getLogger(PasskeySignInController.class);

  private final AccountModule people;
  private final SignInController signIn;
  private final SecondStepController step;
  private final SignInCookies cookies;

  public PasskeySignInController(
      AccountModule people,
      SignInController signIn,
      SecondStepController step,
      SignInCookies cookies) {
    this.people = people;
    this.signIn = signIn;
    this.step = step;
    this.cookies = cookies;
  }

  /// What the device is to sign. Alone, it names no passkey: that would tell who has an account.
  public Response challenge(Request exchange) {
    slowDown(exchange);
    RelyingParty here = here(exchange);
    Map<String, ?> options =
        isSecond(exchange.form()) ? second(exchange, here) : alone(exchange, here);
    return new Response.JsonBody(200, options);
  }

  private void slowDown(Request exchange) {
    people
        .signIns()
        .countDeparture(exchange.address())
        .ifPresent(pause -> {
          throw SignInController.tooMany(pause);
        });
  }

  private Map<String, ?> second(Request exchange, RelyingParty here) {
    Account account = step.account(exchange).orElseThrow(PasskeySignInController::tooLate);
    Token pending =
        cookies.pending(exchange.request()).orElseThrow(PasskeySignInController::tooLate);
    List<Passkey> theirs = people.passkeys().of(account.id(), here.site());
    return PasskeyOptions.using(
        here, people.challenges().make(pending, ChallengePurpose.SECOND), theirs, false);
  }

  /// Several tabs of a browser are one: what one was asked, it may answer when another was too.
  private Map<String, ?> alone(Request exchange, RelyingParty here) {
    Token browser = cookies.challenged(exchange.request()).orElseGet(Token::random);
    cookies.rememberChallenged(exchange.request(), exchange.response(), browser);
    return PasskeyOptions.using(
        here, people.challenges().make(browser, ChallengePurpose.ALONE), List.of(), true);
  }

  /// What the device has signed.
  public Response use(Request exchange) {
    Form form = exchange.form();
    try {
      slowDown(exchange);
      return isSecond(form) ? useSecond(exchange, form) : useAlone(exchange, form);
    } catch (Problem problem) {
      return isSecond(form) ? step.refuse(exchange, problem) : signIn.refuse(exchange, problem);
    }
  }

  private Response useSecond(Request exchange, Form form) {
    Optional<Token> pending = cookies.pending(exchange.request());
    Optional<Account> account = step.account(exchange);
    if (pending.isEmpty() || account.isEmpty()) {
      return step.expired(exchange);
    }
    Passkey used =
        used(exchange, form, pending.get(), ChallengePurpose.SECOND)
            .filter(one -> one.account().equals(account.get().id()))
            .orElseThrow(() -> {
              people.steps().recordFailure(account.get(), exchange.address());
              return noGood();
            });
    people.passkeys().trust(used);
    SecondFactorSteps.SecondFactorAttempt attempt =
        new SecondFactorSteps.SecondFactorAttempt(
            pending.get(),
            "",
            cookies.device(exchange.request()).orElse(null),
            SignInController.place(exchange));
    return step.answer(exchange, people.steps().attempt(attempt, used), to(form));
  }

  private Response useAlone(Request exchange, Form form) {
    Passkey used =
        cookies
            .challenged(exchange.request())
            .flatMap(browser -> used(exchange, form, browser, ChallengePurpose.ALONE))
            .orElseThrow(() -> {
              people
                  .passkeys()
                  .find(form.value("credential"))
                  .flatMap(one -> people.accounts().find(one.account()))
                  .ifPresent(whose -> people.steps().recordFailure(whose, exchange.address()));
              return noGood();
            });
    Account account =
        people.accounts().find(used.account()).orElseThrow(PasskeySignInController::noGood);
    if (account.disabled()) {
      people.signIns().recordDisabled(account, exchange.address());
      throw Problem.invalid("This account is disabled. Ask whoever runs this Parley.");
    }
    if (!people.passkeys().isEnough(used)) {
      throw Problem.invalid(
          "The password was chosen anew by a link: sign in with it once, and give this passkey after it. Then it signs you in alone again.");
    }
    return signIn.welcome(exchange, account, "signed in with a passkey", to(form));
  }

  /// The passkey, if everything about it is right: the challenge is ours and this browser's, the
  /// page was ours, the device has signed it, and counts on.
  private Optional<Passkey> used(
      Request exchange, Form form, Token browser, ChallengePurpose purpose) {
    Assertion assertion =
        new Assertion(
            form.value("credential"),
            form.value("client-data"),
            form.value("authenticator-data"),
            form.value("signature"),
            form.value("user"));
    RelyingParty here = here(exchange);
    Optional<String> challenge =
        WebAuthn.challenge(assertion.clientData())
            .filter(one -> people.challenges().take(one, browser, purpose));
    Optional<Passkey> found =
        people
            .passkeys()
            .find(assertion.id())
            .filter(one -> one.made().site().equals(here.site()))
            .filter(one -> people.passkeys().isHandle(one.account(), assertion.user()));
    if (challenge.isEmpty() || found.isEmpty()) {
      return Optional.empty();
    }
    ExpectedOrigin expected =
        new ExpectedOrigin(
            here.origin(), here.site(), challenge.get(), purpose == ChallengePurpose.ALONE);
    return switch (WebAuthn.used(assertion, key(found.get()), expected)) {
      case Verdict.Sound(PublicKey key) -> counted(exchange, found.get(), key);
      case Verdict.Refused(String reason, boolean copy) -> {
        log.warn("a passkey was refused reason={} origin={}", reason, here.origin());
        if (copy) {
          suspect(exchange, found.get());
        }
        yield Optional.empty();
      }
    };
  }

  private Optional<Passkey> counted(Request exchange, Passkey passkey, PublicKey key) {
    if (people.passkeys().use(passkey, key.signCount(), key.copied())) {
      return Optional.of(passkey);
    }
    suspect(exchange, passkey);
    return Optional.empty();
  }

  private void suspect(Request exchange, Passkey passkey) {
    people
        .accounts()
        .find(passkey.account())
        .ifPresent(whose -> people.passkeys().suspect(passkey, whose, exchange.address()));
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

  private RelyingParty here(Request exchange) {
    RelyingParty here = RelyingParty.of(cookies.origin(exchange.request()));
    String trouble = here.trouble();
    if (trouble != null) {
      throw Problem.invalid(trouble);
    }
    return here;
  }

  private static boolean isSecond(Form form) {
    return form.value("aim").equals("second");
  }

  private static String to(Form form) {
    return ReturnAddress.returnable(form.given("to").orElse(null));
  }

  private static Problem tooLate() {
    return Problem.invalid("It took too long, or was done already. Begin again with the password.");
  }

  private static Problem noGood() {
    return Problem.invalid(
        "This passkey lets nobody in here: it was removed, is for another address, or took too long. Try again, or sign in otherwise.");
  }
}

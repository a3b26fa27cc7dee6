package chat.parley.account;

import chat.parley.account.Challenges.ChallengePurpose;
import chat.parley.account.Passkeys.Passkey;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.util.Map;
import java.util.Optional;

/// A passkey after the password.
final class PasskeySecondStep {
  private final PasskeyVerifier verifier;
  private final Passkeys passkeys;
  private final SecondFactorSteps steps;
  private final SecondStepController step;
  private final SignInCookies cookies;

  PasskeySecondStep(
      PasskeyVerifier verifier,
      Passkeys passkeys,
      SecondFactorSteps steps,
      SecondStepController step,
      SignInCookies cookies) {
    this.verifier = verifier;
    this.passkeys = passkeys;
    this.steps = steps;
    this.step = step;
    this.cookies = cookies;
  }

  Map<String, ?> options(Request request) {
    RelyingParty here = verifier.here(request);
    Account account = step.account(request).orElseThrow(PasskeySecondStep::tooLate);
    Token pending = cookies.pending(request.request()).orElseThrow(PasskeySecondStep::tooLate);
    return verifier.options(
        request, pending, ChallengePurpose.SECOND, passkeys.of(account.id(), here.site()));
  }

  Response use(Request request, Form form) throws InterruptedException {
    Optional<Token> pending = cookies.pending(request.request());
    Optional<Account> account = step.account(request);
    if (pending.isEmpty() || account.isEmpty()) {
      return step.expired(request);
    }
    Passkey used =
        verifier
            .verify(request, form, pending.get(), ChallengePurpose.SECOND)
            .filter(one -> one.account().equals(account.get().id()))
            .orElseThrow(() -> {
              steps.recordFailure(account.get(), request.address());
              return PasskeyVerifier.noGood();
            });
    passkeys.trust(used);
    return step.complete(
        request, form, steps.attempt(step.attempt(request, pending.get(), form), used));
  }

  Response refused(Request request, Form form, Problem problem) {
    return step.refused(request, form, problem);
  }

  private static Problem tooLate() {
    return Problem.invalid("It took too long, or was done already. Begin again with the password.");
  }
}

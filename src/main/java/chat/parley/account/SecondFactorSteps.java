package chat.parley.account;

import chat.parley.account.PendingSignIns.PendingSignIn;
import chat.parley.account.SignInResult.SignedIn;
import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.http.Throttle;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The second step of signing in, for those who have a second factor.
///
/// Whoever comes here knows the password. Three codes of a million are good at any moment: ten
/// guesses at once and one more each ten minutes come to one hit in six years.
final class SecondFactorSteps {
  private static final int TRIES = 10;
  private static final Duration EACH = Duration.ofMinutes(10);
  private static final String FAILED = "failed to give a second factor";

  private final SecondFactors factors;
  private final PendingSignIns pending;
  private final SignIns signIns;
  private final AuditLog audit;
  private final Throttle accounts = new Throttle(TRIES, EACH);

  /// Of the log: anybody may send what is no good.
  private final Throttle lines = new Throttle(TRIES, Duration.ofMinutes(1));

  /// By account: what is tried from other browsers is counted elsewhere.
  private final Throttle knownDevices = new Throttle(TRIES, EACH);

  SecondFactorSteps(SecondFactors factors, SignIns signIns, AuditLog audit) {
    this.factors = factors;
    this.pending = factors.pending();
    this.signIns = signIns;
    this.audit = audit;
  }

  /// What came of it.
  sealed interface SecondFactorResult {
    /// @param codesLeft of the recovery codes, where one was used
    record SecondFactorAccepted(SignedIn signedIn, Optional<Integer> codesLeft)
        implements SecondFactorResult {}

    record WrongCode() implements SecondFactorResult {}

    /// The first factor was given too long ago, or counts no more.
    record SignInExpired() implements SecondFactorResult {}

    record TooManyCodes(Duration pause) implements SecondFactorResult {}
  }

  /// What somebody gave.
  ///
  /// @param code of an app, or a recovery code
  /// @param device the token of a browser that has signed in before, or null
  record SecondFactorAttempt(
      Token pending, String code, @Nullable Token device, SessionClient place) {
    @Override
    public String toString() {
      return "SecondFactorAttempt[...]";
    }
  }

  /// Whose first factor was given.
  Optional<Account> account(Token token) {
    return pending.find(token).map(PendingSignIn::account);
  }

  /// What somebody can give at a site.
  SecondStepOptions options(AccountId account, String site) {
    HeldFactors held = factors.of(account);
    boolean passkey = factors.hasPasskey(account, site);
    return new SecondStepOptions(held.app(), passkey, held.passkeys() > 0 && !passkey);
  }

  SecondFactorResult attempt(SecondFactorAttempt attempt) {
    Optional<PendingSignIn> found = pending.find(attempt.pending());
    if (found.isEmpty()) {
      return new SecondFactorResult.SignInExpired();
    }
    Account account = found.get().account();
    Optional<Duration> wait = take(account.id(), attempt);
    if (wait.isPresent()) {
      return new SecondFactorResult.TooManyCodes(wait.get());
    }
    return switch (factors.use(account.id(), attempt.code())) {
      case WRONG -> {
        audit.write(Actor.of(account, attempt.place().address()), FAILED, "");
        yield new SecondFactorResult.WrongCode();
      }
      case APP -> complete(attempt, found.get(), found.get().action(), Optional.empty());
      case RECOVERY_CODE ->
          complete(
              attempt,
              found.get(),
              found.get().action() + " and a recovery code",
              Optional.of(factors.of(account.id()).codes()));
    };
  }

  /// The same with a passkey that has been used a moment ago.
  ///
  /// @param attempt its code is not looked at
  SecondFactorResult attempt(SecondFactorAttempt attempt, Passkeys.Passkey used) {
    return pending
        .find(attempt.pending())
        .filter(found -> found.account().id().equals(used.account()))
        .map(found -> complete(attempt, found, found.action() + " and a passkey", Optional.empty()))
        .orElseGet(SecondFactorResult.SignInExpired::new);
  }

  /// One that was no good.
  void recordFailure(Account account, String address) {
    if (lines.take(account.id().value()).isEmpty()) {
      audit.write(Actor.of(account, address), FAILED, "passkey");
    }
  }

  private Optional<Duration> take(AccountId account, SecondFactorAttempt attempt) {
    return signIns
        .countGuess(attempt.place().address())
        .or(() ->
            (signIns.knows(attempt.device(), account) ? knownDevices : accounts)
                .take(account.value()));
  }

  private SecondFactorResult complete(
      SecondFactorAttempt attempt,
      PendingSignIn found,
      String action,
      Optional<Integer> codesLeft) {
    if (!pending.end(attempt.pending())) {
      return new SecondFactorResult.SignInExpired();
    }
    return signIns
        .begin(found.account(), found.password(), attempt.device(), attempt.place(), action)
        .<SecondFactorResult>map(
            signedIn -> new SecondFactorResult.SecondFactorAccepted(signedIn, codesLeft))
        .orElseGet(SecondFactorResult.SignInExpired::new);
  }
}

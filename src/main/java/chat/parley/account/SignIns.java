package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.audit.AuditLog.Actor;
import chat.parley.database.Database;
import chat.parley.http.Throttle;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets people in by their e-mail address and password.
///
/// Whether there is an account is not told, by words or by time; guesses are slowed down for each
/// address of the network and for each account.
final class SignIns {
  private static final int TRIES_FROM_AN_ADDRESS = 30;
  private static final int TRIES_AT_AN_ACCOUNT = 10;
  private static final int DEPARTURES_FROM_AN_ADDRESS = 300;
  private static final Duration EACH = Duration.ofSeconds(30);
  private static final String SIGNED_IN = "signed in";

  private final Database database;
  private final Passwords passwords;
  private final Sessions sessions;
  private final AuditLog audit;
  private final TrustedDevices devices;
  private final SecondFactors factors;
  private final Throttle addresses = new Throttle(TRIES_FROM_AN_ADDRESS, EACH);
  private final Throttle departures =
      new Throttle(DEPARTURES_FROM_AN_ADDRESS, Duration.ofSeconds(1));
  private final Throttle accounts = new Throttle(TRIES_AT_AN_ACCOUNT, EACH);

  private static final Duration TOLD = Duration.ofMinutes(10);

  /// Lines of the log about those who do not get in, by address of the network.
  private final Throttle lines = new Throttle(TRIES_FROM_AN_ADDRESS, EACH);

  private final Throttle told = new Throttle(1, TOLD);

  /// By account: what is tried from other browsers is counted elsewhere.
  private final Throttle knownDevices = new Throttle(TRIES_AT_AN_ACCOUNT, EACH);

  SignIns(Accounts people, Sessions sessions, SecondFactors factors, AuditLog audit, Clock clock) {
    this.database = people.database();
    this.passwords = people.passwords();
    this.sessions = sessions;
    this.factors = factors;
    this.audit = audit;
    this.devices = new TrustedDevices(database, clock);
  }

  private record StoredPassword(Account account, @Nullable String password) {}

  SignInResult attempt(PasswordAttempt attempt) {
    String email = email(attempt.email());
    String address = network(attempt.place().address());
    StoredPassword known =
        database.read(handle ->
            AccountRows.byEmail(handle, email)
                .map(account ->
                    new StoredPassword(account, AccountRows.password(handle, account.id())))
                .orElse(null));
    boolean knownDevice =
        devices.knows(attempt.device(), known == null ? NOBODY : known.account().id());
    Optional<Duration> wait =
        knownDevice && known != null
            ? knownDevices.take(known.account().id().value())
            : addresses.take(address).or(() -> accounts.take(email));
    if (wait.isPresent()) {
      recordSlowed(Actor.unauthenticated(email, attempt.place().address()), "to sign in");
      return new SignInResult.TooManyPasswords(wait.get());
    }
    boolean right = passwords.isRight(attempt.password(), known == null ? null : known.password());
    if (known == null || !right) {
      audit.write(Actor.unauthenticated(email, attempt.place().address()), "failed to sign in", "");
      return new SignInResult.WrongPassword();
    }
    if (known.account().disabled()) {
      recordDisabled(known.account(), attempt.place().address());
      return new SignInResult.DisabledAccount();
    }
    Account account = known.account();
    Optional<Token> pending = factors.beginSecondStep(account, SIGNED_IN, known.password());
    if (pending.isPresent()) {
      return new SignInResult.SecondFactorNeeded(pending.get());
    }
    return begin(account, known.password(), attempt.device(), attempt.place(), SIGNED_IN)
        .<SignInResult>map(signedIn -> signedIn)
        .orElseGet(SignInResult.WrongPassword::new);
  }

  /// What is longer is nobody's, and not kept to be counted by.
  private static String email(String given) {
    String email = given.strip().toLowerCase(Locale.ROOT);
    return email.length() > AccountFields.LONGEST_EMAIL ? "" : email;
  }

  /// Goes on only where somebody who is signed in gives their present password: whoever sits at
  /// their screen may guess as little as anybody else.
  ///
  /// @throws Problem when it is wrong, or was tried too often
  void checkPassword(CurrentUser by, String present) {
    Optional<Duration> wait = knownDevices.take("password " + by.id().value());
    if (wait.isPresent()) {
      recordSlowed(Actor.of(by), "to give the present password");
      throw tooMany(wait.get()).at("present-error");
    }
    String hash = database.read(handle -> AccountRows.password(handle, by.id()));
    if (!passwords.isRight(present, hash)) {
      audit.write(Actor.of(by), "gave a wrong present password", "");
      throw Problem.invalid("This is not your present password.").at("present-error");
    }
  }

  /// Writes down that somebody was right, and may not come in all the same.
  void recordDisabled(Account account, String address) {
    if (lines.take(account.id().value()).isEmpty()) {
      audit.write(Actor.of(account, address), "was not let in: the account is disabled", "");
    }
  }

  /// Writes down that somebody did not get in by another way than a password.
  ///
  /// @param how in the past tense
  void recordFailure(String address, String how) {
    if (lines.take(network(address)).isEmpty()) {
      audit.write(Actor.unauthenticated("", address), how, "");
    }
  }

  /// Once for each who is slowed down, and again after a while: what they go on to try is not worth
  /// a line each, nor room on the disk.
  private void recordSlowed(Actor who, String what) {
    if (told.take(what + " " + network(who.address()) + " " + who.name()).isEmpty()
        && lines.take(network(who.address())).isEmpty()) {
      audit.write(who, "was slowed down: too many tries", what);
    }
  }

  /// What those are told who try too often.
  static Problem tooMany(Duration pause) {
    return Problem.tooMany(
        String.format(
            Locale.ENGLISH, "That were too many tries. Try again in %d s.", pause.toSeconds()),
        pause);
  }

  private static final AccountId NOBODY = new AccountId("");

  /// Lets in somebody who has shown otherwise who they are.
  SignInResult.SignedIn begin(
      Account account, @Nullable Token device, SessionClient place, String action) {
    return begin(account, sessions.begin(account.id(), place), device, place, action);
  }

  /// The same for somebody whose password was right a moment ago.
  ///
  /// @param password the hash that it was compared with, or null where there is none
  Optional<SignInResult.SignedIn> begin(
      Account account,
      @Nullable String password,
      @Nullable Token device,
      SessionClient place,
      String action) {
    return sessions
        .begin(account.id(), place, password)
        .map(session -> begin(account, session, device, place, action));
  }

  boolean knows(@Nullable Token device, AccountId account) {
    return devices.knows(device, account);
  }

  private SignInResult.SignedIn begin(
      Account account, Token session, @Nullable Token device, SessionClient place, String action) {
    audit.write(Actor.of(account, place.address()), action, "");
    return new SignInResult.SignedIn(account, session, devices.remember(device, account.id()));
  }

  /// Ends a session, if it is one.
  ///
  /// @param how in the past tense
  void signOut(Token session, String address, String how) {
    sessions
        .end(session)
        .flatMap(account -> database.read(handle -> AccountRows.find(handle, account)))
        .ifPresent(account -> audit.write(Actor.of(account, address), how, ""));
  }

  /// Ends one of somebody's sessions, as they wish.
  void endSession(CurrentUser by, String id) {
    if (sessions.end(by.id(), id)) {
      audit.write(Actor.of(by), "ended a session", "");
    }
  }

  /// Ends all of somebody's sessions but one, as they wish.
  void endOthers(CurrentUser by) {
    sessions.endAll(by.id(), by.session());
    audit.write(Actor.of(by), "signed out everywhere else", "");
  }

  /// Guesses at what is no password, like a set-up code, are slowed down in the same way.
  Optional<Duration> countGuess(String address) {
    Optional<Duration> wait = addresses.take(network(address));
    wait.ifPresent(
        _ -> recordSlowed(Actor.unauthenticated("", address), "to guess a code or a link"));
    return wait;
  }

  /// Going to a provider is no guess; whoever does nothing else is slowed down all the same.
  Optional<Duration> countDeparture(String address) {
    return departures.take(network(address));
  }

  /// One customer of a network has 2^64 addresses of version 6.
  static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    String[] groups = address.replace("[", "").split(":", -1);
    StringBuilder network = new StringBuilder();
    for (int i = 0; i < Math.min(4, groups.length) && !groups[i].isEmpty(); i++) {
      network.append(groups[i]).append(':');
    }
    return network.toString();
  }
}

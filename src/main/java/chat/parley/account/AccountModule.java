package chat.parley.account;

import chat.parley.account.mail.Mailer;
import chat.parley.account.oidc.OpenId;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.database.Ids;
import chat.parley.http.Authenticator;
import chat.parley.http.Origins;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.Route;
import chat.parley.http.Routes;
import chat.parley.page.DateFormats;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The parts of this room, built in the order in which they need each other.
public final class AccountModule implements AutoCloseable {
  private final SignInConfig config;
  private final Passwords passwords;
  private final Accounts accounts;
  private final Sessions sessions;
  private final OneTimeLinks links;
  private final ExternalIdentities identities;
  private final PasswordResets resets;
  private final Passkeys passkeys;
  private final SecondFactors factors;
  private final SignIns signIns;
  private final SecondFactorSteps steps;
  private final Challenges challenges;
  private final SecondFactorRule rule;
  private final OpenId openId;
  private final Optional<Mailer> mailer;
  private final SetUpCode setUpCode = new SetUpCode();
  private final AuditLog audit;
  private final Clock clock;
  private volatile Consumer<AccountId> disabled = _ -> {};

  /// @param secrets seals what must come back in clear
  public AccountModule(
      Database database, AuditLog audit, SecretBox secrets, SignInConfig config, Clock clock) {
    this.config = config;
    this.audit = audit;
    this.clock = clock;
    this.passwords = new Passwords(config.hashing());
    this.accounts = new Accounts(database, audit, passwords, Ids::next, clock);
    this.sessions = new Sessions(database, Ids::next, clock);
    this.links = new OneTimeLinks(database, accounts, audit, Ids::next, clock);
    this.identities = new ExternalIdentities(database, accounts, links, audit, clock);
    this.resets = new PasswordResets(database, links);
    this.passkeys = new Passkeys(database, audit, Ids::next, clock);
    this.factors = new SecondFactors(database, audit, secrets, passkeys, clock);
    this.signIns = new SignIns(accounts, sessions, factors, audit, clock);
    this.steps = new SecondFactorSteps(factors, signIns, audit);
    this.challenges = new Challenges(database, clock);
    this.rule = new SecondFactorRule(database, factors, audit);
    this.openId = new OpenId(config.providers(), config.egress(), config.providerCall(), clock);
    this.mailer = config.mail().map(server -> new Mailer(server, config.egress().trust(), clock));
  }

  /// What shows that somebody may make the owner's account, where there is none yet.
  public Optional<String> setUpCode() {
    return config.required() && !accounts.isSetUp()
        ? Optional.of(setUpCode.text())
        : Optional.empty();
  }

  /// Lets in who is signed in.
  public Authenticator authenticator(Origins origins) {
    return new SessionAuthenticator(
        sessions, new SignInCookies(origins), origins, new SignInPrompt(accounts::isSetUp, audit));
  }

  /// Tells who may not come in any more.
  public void onDisable(Consumer<AccountId> disabled) {
    this.disabled = disabled;
  }

  /// Asks who it is before what could let others in; asks nobody where nobody signs in.
  public UnaryOperator<Route.Endpoint> confirmed(Layout layout, Origins origins) {
    Reauthentication reauthentication =
        new Reauthentication(this, layout, new SignInCookies(origins));
    return config.required() ? reauthentication::require : endpoint -> endpoint;
  }

  /// The pages of signing in and of people; none where nobody signs in.
  ///
  /// @param settings shows one's own settings again, with what was refused there
  public Routes routes(
      Layout layout, Origins origins, BiFunction<Request, Problem, Response> settings) {
    if (!config.required()) {
      return _ -> {};
    }
    SignInCookies cookies = new SignInCookies(origins);
    DateFormats dates = new DateFormats(clock);
    SignInController signIn = new SignInController(this, cookies, layout.assets());
    Reauthentication reauthentication = new Reauthentication(this, layout, cookies);
    OidcController oidc =
        new OidcController(this, signIn, settings, new PendingLogins(clock), cookies);
    PeopleController people =
        new PeopleController(this, id -> disabled.accept(id), layout, dates, cookies);
    return router ->
        router
            .add(new SignInRoutes(this, signIn, oidc, cookies))
            .add(new OwnSignInRoutes(oidc, reauthentication))
            .add(new SecondFactorRoutes(this, signIn, layout, dates, cookies))
            .add(
                new PeopleRoutes(
                    people, new SecondFactorRuleController(this, people), reauthentication));
  }

  /// Whether everything that somebody has includes the account: not the owner's, or nobody would be
  /// left to look after Parley.
  public boolean mayDelete(Account account) {
    return config.required() && account.role() != Role.OWNER;
  }

  /// What is done now and then.
  public List<Runnable> chores() {
    return List.of(sessions::purge, links::purge, factors::purge);
  }

  public boolean required() {
    return config.required();
  }

  public Accounts accounts() {
    return accounts;
  }

  public Sessions sessions() {
    return sessions;
  }

  public SignIns signIns() {
    return signIns;
  }

  public OneTimeLinks links() {
    return links;
  }

  public ExternalIdentities identities() {
    return identities;
  }

  public OpenId openId() {
    return openId;
  }

  public PasswordResets passwordResets() {
    return resets;
  }

  public Optional<Mailer> mailer() {
    return mailer;
  }

  public SetUpCode code() {
    return setUpCode;
  }

  public SecondFactors factors() {
    return factors;
  }

  public SecondFactorSteps steps() {
    return steps;
  }

  public Passkeys passkeys() {
    return passkeys;
  }

  public Challenges challenges() {
    return challenges;
  }

  public SecondFactorRule rule() {
    return rule;
  }

  @Override
  public void close() {
    openId.close();
    passwords.close();
  }
}

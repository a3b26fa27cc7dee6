package chat.parley.account;

import chat.parley.account.mail.Mailer;
import chat.parley.account.oidc.OpenId;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
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
import chat.parley.user.CurrentUser;
import chat.parley.user.Ids;
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
  private final LinkedIdentities linked;
  private final SecondFactorModule factors;
  private final SignIns signIns;
  private final OpenId openId;
  private final Optional<Mailer> mailer;
  private final PasswordResets resets;
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
    this.openId = new OpenId(config.providers(), config.egress(), config.providerCall(), clock);
    this.linked = new LinkedIdentities(identities, openId);
    this.factors = new SecondFactorModule(database, audit, secrets, clock);
    this.signIns = new SignIns(accounts, sessions, factors.factors(), audit, clock);
    this.resets = new PasswordResets(database, links, sessions);
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
    Reauthentication reauthentication = reauthentication(layout, new SignInCookies(origins));
    return config.required() ? reauthentication::require : endpoint -> endpoint;
  }

  private Reauthentication reauthentication(Layout layout, SignInCookies cookies) {
    return new Reauthentication(signIns, sessions, linked, layout, cookies);
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
    Reauthentication reauthentication = reauthentication(layout, cookies);
    SignInPages pages = new SignInPages(openId, mailer.isPresent(), cookies, layout.assets());
    SessionStarter starter = new SessionStarter(signIns, factors.factors(), cookies);
    SetUpController setUp = new SetUpController(accounts, setUpCode, signIns, starter, pages);
    OwnAccountController own =
        new OwnAccountController(accounts, signIns, sessions, reauthentication, settings);
    ProviderLogins logins =
        new ProviderLogins(openId, new PendingLogins(clock), starter, cookies, pages);
    LinkedIdentityController linkedIdentity =
        new LinkedIdentityController(identities, logins, reauthentication, settings, pages);
    OidcSignIn oidcSignIn = new OidcSignIn(identities, factors.rule(), starter, cookies);
    return router ->
        router
            .add(
                new SignInRoutes(
                    new SignInController(accounts, signIns, starter, cookies, pages),
                    new SignOutController(signIns, openId, cookies),
                    setUp))
            .add(linkRoutes(starter, cookies, pages))
            .add(
                new OidcRoutes(
                    new OidcController(accounts, logins, setUp, pages),
                    new OidcReturnController(logins, oidcSignIn, linkedIdentity, signIns, pages),
                    linkedIdentity,
                    reauthentication))
            .add(new OwnAccountRoutes(own, reauthentication))
            .add(secondFactorRoutes(layout, reauthentication, starter, cookies, pages))
            .add(peopleRoutes(layout, reauthentication, cookies));
  }

  private Routes linkRoutes(SessionStarter starter, SignInCookies cookies, SignInPages pages) {
    LinkFinder finder = new LinkFinder(links, signIns);
    return new OneTimeLinkRoutes(
        new InvitationController(links, finder, starter, pages),
        new PasswordResetController(resets, mailer, cookies, pages),
        new NewPasswordController(resets, finder, linked, starter, pages));
  }

  private Routes secondFactorRoutes(
      Layout layout,
      Reauthentication reauthentication,
      SessionStarter starter,
      SignInCookies cookies,
      SignInPages pages) {
    SecondFactorSteps steps = new SecondFactorSteps(factors.factors(), signIns, audit);
    SecondStepController step = new SecondStepController(steps, starter, cookies, pages);
    Passkeys passkeys = factors.passkeys();
    PasskeyVerifier verifier =
        new PasskeyVerifier(passkeys, factors.challenges(), accounts, steps, cookies);
    SecondFactorPage page =
        new SecondFactorPage(
            factors.factors(), reauthentication, layout, new DateFormats(clock), cookies);
    SecondFactorController own =
        new SecondFactorController(
            factors.factors(), sessions, reauthentication, mail(cookies), page);
    return new SecondFactorRoutes(
        step,
        new PasskeySignInController(
            verifier,
            new PasskeySecondStep(verifier, passkeys, steps, step, cookies),
            starter,
            cookies,
            pages),
        own,
        new PasskeysController(
            factors.factors(),
            passkeys,
            new PasskeyRegistration(passkeys, factors.challenges(), cookies),
            own));
  }

  private Routes peopleRoutes(
      Layout layout, Reauthentication reauthentication, SignInCookies cookies) {
    AccessLinks accessLinks = new AccessLinks(links, accounts, mailer, cookies);
    PeoplePage page =
        new PeoplePage(accounts, accessLinks, factors.rule(), layout, new DateFormats(clock));
    return new PeopleRoutes(
        new PeopleController(accounts, sessions, id -> disabled.accept(id), page),
        new AccessLinksController(accessLinks, page),
        new StaffSecondFactorController(
            factors.rule(), factors.factors(), sessions, mail(cookies), page),
        reauthentication);
  }

  private SecondFactorMail mail(SignInCookies cookies) {
    return new SecondFactorMail(mailer, cookies);
  }

  /// What somebody sees of their own account.
  public OwnAccount own(CurrentUser user) {
    Account account = user.account();
    return config.required()
        ? new OwnAccount(
            account,
            factors.factors().of(account.id()).any(),
            sessions.of(account.id()),
            user.session(),
            linked.of(account),
            mayDelete(account))
        : new OwnAccount(account, false, List.of(), null, List.of(), false);
  }

  /// Whether everything that somebody has includes the account: not the owner's, or nobody would be
  /// left to look after Parley.
  public boolean mayDelete(Account account) {
    return config.required() && account.role() != Role.OWNER;
  }

  /// What is done now and then.
  public List<Runnable> chores() {
    return List.of(sessions::purge, links::purge, factors.factors()::purge);
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

  @Override
  public void close() {
    openId.close();
    passwords.close();
  }
}

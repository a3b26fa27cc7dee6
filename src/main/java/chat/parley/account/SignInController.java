package chat.parley.account;

import chat.parley.account.Accounts.NewAccount;
import chat.parley.account.OneTimeLinks.OneTimeLink;
import chat.parley.http.Assets;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ResponseWriter;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import gg.jte.models.runtime.JteModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The way in and out: signing in, setting up, joining, choosing a new password.
public final class SignInController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  /// The place on the page that says that an account is deleted.
  private static final String DELETED = "account-deleted";

  /// Those that say that somebody is signed out, and from where they may go on.
  private static final String SIGNED_OUT = "signed-out";

  private static final String LEFT = "left";

  private final AccountModule people;
  private final SignInCookies cookies;
  private final Assets assets;

  public SignInController(AccountModule people, SignInCookies cookies, Assets assets) {
    this.people = people;
    this.cookies = cookies;
    this.assets = assets;
  }

  public Response page(Request exchange) {
    if (!people.accounts().isSetUp()) {
      return new Response.SeeOther("/set-up");
    }
    String to = ReturnAddress.returnable(exchange.query("to").orElse(null));
    SignInForm form =
        exchange.query("account").filter("deleted"::equals).isPresent()
            ? SignInForm.told(DELETED, "Your account and everything in it is deleted.")
            : afterSignOut(exchange);
    return exchange.caller() == null
        ? show(exchange, 200, form.to(to), signInPage(exchange))
        : new Response.SeeOther(to);
  }

  /// That somebody is signed out: here, and then at the provider too, from where they come back
  /// with what their browser has.
  private SignInForm afterSignOut(Request exchange) {
    Optional<Token> going = cookies.providerSignOut(exchange.request());
    if (going.isEmpty()) {
      return SignInForm.EMPTY;
    }
    if (exchange.query("state").filter(going.get().value()::equals).isPresent()) {
      cookies.endProviderSignOut(exchange.request(), exchange.response());
      return SignInForm.told(SIGNED_OUT, "You are signed out here and at your provider.");
    }
    return exchange
        .query("left")
        .flatMap(people.openId()::find)
        .map(one -> SignInForm.told(LEFT, one.name()))
        .orElse(SignInForm.EMPTY);
  }

  public Response signIn(Request exchange) {
    Form form = exchange.form();
    String to = ReturnAddress.returnable(form.given("to").orElse(null));
    SignIns.SignInResult result =
        people
            .signIns()
            .attempt(
                new SignIns.PasswordAttempt(
                    form.value("email"),
                    form.value("password"),
                    cookies.device(exchange.request()).orElse(null),
                    place(exchange)));
    return switch (result) {
      case SignIns.SignInResult.SignedIn welcome -> signIn(exchange, welcome, to);
      case SignIns.SignInResult.SecondFactorNeeded(Token pending) -> {
        cookies.forgetProvider(exchange.request(), exchange.response());
        yield half(exchange, pending, to);
      }
      case SignIns.SignInResult.WrongPassword() ->
          refuse(
              exchange, form, "password-error", "Nobody signs in with this address and password.");
      case SignIns.SignInResult.DisabledAccount() ->
          refuse(
              exchange,
              form,
              "password-error",
              "This account is disabled. Ask whoever runs this Parley.");
      case SignIns.SignInResult.TooManyPasswords(Duration pause) -> {
        Problem problem = tooMany(pause);
        ResponseWriter.retryAfter(exchange, problem);
        yield show(
            exchange, 429, SignInForm.of(form, problem.at("password-error")), signInPage(exchange));
      }
    };
  }

  /// What is wrong with another way in than a password.
  Response refuse(Request exchange, Problem problem) {
    if (exchange.wants() != Request.Wants.PAGE) {
      throw problem;
    }
    ResponseWriter.retryAfter(exchange, problem);
    return show(
        exchange,
        problem.code().status(),
        SignInForm.EMPTY.wrong(problem.at("provider-error")),
        signInPage(exchange));
  }

  /// Where a link to a new password is asked for.
  Response resetForm(Request exchange, int status, SignInForm form) {
    return show(exchange, status, form, entered -> TEMPLATES.entranceForgotten(entered, assets));
  }

  /// That it is on its way, if there is anybody.
  Response resetSent(String email) {
    return new Response.Html(200, TEMPLATES.entranceSent(SignInForm.EMPTY.email(email), assets));
  }

  /// On the way to a provider.
  Response redirecting(String title, String address) {
    return new Response.Html(200, TEMPLATES.entranceOnward(title, address, assets));
  }

  private Response refuse(Request exchange, Form form, String place, String sentence) {
    return show(
        exchange,
        422,
        SignInForm.of(form, Problem.invalid(sentence).at(place)),
        signInPage(exchange));
  }

  static Problem tooMany(Duration pause) {
    return SignIns.tooMany(pause);
  }

  /// On to the second factor.
  private Response half(Request exchange, Token pending, String to) {
    cookies.rememberPending(exchange.request(), exchange.response(), pending);
    return new Response.SeeOther(
        to.equals("/")
            ? SecondStepController.PATH
            : SecondStepController.PATH + "?to=" + encoded(to));
  }

  /// Lets in somebody who has shown one factor: at once, where they have no second one.
  Response beginSecondStepOrSession(Request exchange, Account account, String action, String to) {
    return people
        .factors()
        .beginSecondStep(account, action)
        .map(pending -> half(exchange, pending, to))
        .orElseGet(() -> welcome(exchange, account, action, to));
  }

  /// Every way in ends here. Whoever was signed in with this browser is not any more: a session
  /// whose cookie is gone would be open for weeks without anybody who could end it.
  Response signIn(Request exchange, SignIns.SignInResult.SignedIn welcome, String to) {
    cookies
        .session(exchange.request())
        .ifPresent(former ->
            people
                .signIns()
                .signOut(
                    former,
                    exchange.address(),
                    "was signed out by signing in again with the same browser"));
    cookies.forgetPending(exchange.request(), exchange.response());
    cookies.signIn(exchange.request(), exchange.response(), welcome.session(), welcome.device());
    return new Response.SeeOther(to);
  }

  /// Lets in somebody who has just shown otherwise who they are.
  private Response welcome(Request exchange, Account account) {
    return welcome(exchange, account, "signed in", "/");
  }

  /// @param action how, in the past tense
  /// @param to where to go on
  Response welcome(Request exchange, Account account, String action, String to) {
    return signIn(
        exchange,
        people
            .signIns()
            .begin(
                account, cookies.device(exchange.request()).orElse(null), place(exchange), action),
        to);
  }

  public Response setUpPage(Request exchange) {
    return people.accounts().isSetUp()
        ? new Response.SeeOther("/sign-in")
        : show(
            exchange, 200, SignInForm.EMPTY.code(exchange.query("code").orElse("")), this::setUp);
  }

  public Response setUp(Request exchange) {
    Form form = exchange.form();
    return checkedCode(
        exchange,
        form,
        () ->
            welcome(
                exchange,
                people.accounts().setUp(particulars(exchange, form), exchange.address())));
  }

  /// Goes on only where the set-up code is right.
  Response checkedCode(Request exchange, Form form, Supplier<Response> work) {
    return attempt(
        exchange,
        form,
        this::setUp,
        () -> {
          if (!people.code().isRight(form.value("code"))) {
            people
                .signIns()
                .countGuess(exchange.address())
                .ifPresent(pause -> {
                  throw tooMany(pause).at("code-error");
                });
            people.signIns().recordFailure(exchange.address(), "gave a wrong set-up code");
            throw Problem.invalid(
                    "This is not the code. The one that counts stands in the log of the last start.")
                .at("code-error");
          }
          return work.get();
        });
  }

  public Response invitation(Request exchange) {
    OneTimeLink link = link(exchange, OneTimeLinks.LinkPurpose.INVITATION);
    String email = link.email();
    return show(
        exchange,
        200,
        SignInForm.EMPTY.email(email == null ? "" : email),
        form -> invited(form, token(exchange)));
  }

  public Response join(Request exchange) {
    Form form = exchange.form();
    link(exchange, OneTimeLinks.LinkPurpose.INVITATION);
    return attempt(
        exchange,
        form,
        entered -> invited(entered, token(exchange)),
        () ->
            welcome(
                exchange,
                people
                    .links()
                    .join(token(exchange), particulars(exchange, form), exchange.address())));
  }

  public Response reset(Request exchange) {
    OneTimeLink link = link(exchange, OneTimeLinks.LinkPurpose.RESET);
    String email = link.email();
    return show(
        exchange,
        200,
        SignInForm.EMPTY.email(email == null ? "" : email),
        form -> newPassword(form, link));
  }

  /// Whoever knew the old one is out.
  public Response choosePassword(Request exchange) {
    Form form = exchange.form();
    OneTimeLink link = link(exchange, OneTimeLinks.LinkPurpose.RESET);
    String email = link.email();
    return attempt(
        exchange,
        form,
        entered -> newPassword(entered.email(email == null ? "" : email), link),
        () -> {
          Account account =
              people
                  .links()
                  .choosePassword(
                      token(exchange),
                      form.value("password"),
                      exchange.origin().host(),
                      exchange.address());
          people.sessions().endAll(account.id(), null);
          return account.disabled()
              ? new Response.SeeOther("/sign-in")
              : beginSecondStepOrSession(exchange, account, "signed in with a new password", "/");
        });
  }

  private OneTimeLink link(Request exchange, OneTimeLinks.LinkPurpose kind) {
    return people
        .links()
        .find(kind, token(exchange))
        .orElseThrow(() ->
            people
                .signIns()
                .countGuess(exchange.address())
                .map(SignInController::tooMany)
                .orElseGet(() ->
                    Problem.notFound(
                        "This link has been used, or its time is over. Ask whoever sent it for a new one.")));
  }

  private static Token token(Request exchange) {
    return new Token(exchange.path().getOrDefault("token", ""));
  }

  private static NewAccount particulars(Request exchange, Form form) {
    return new NewAccount(
        form.value("name"), form.value("email"), form.value("password"), exchange.origin().host());
  }

  /// What is wrong stands at its field, and what was entered stays, but for the password.
  private Response attempt(
      Request exchange, Form form, Function<SignInForm, JteModel> page, Supplier<Response> work) {
    try {
      return work.get();
    } catch (Problem problem) {
      if (problem.place() == null || exchange.wants() == Request.Wants.JSON) {
        throw problem;
      }
      ResponseWriter.retryAfter(exchange, problem);
      return show(exchange, problem.code().status(), SignInForm.of(form, problem), page);
    }
  }

  Response show(
      Request exchange, int status, SignInForm entered, Function<SignInForm, JteModel> page) {
    boolean readable = !cookies.isSecure(exchange.request()) && !isLocal(exchange);
    return new Response.Html(status, page.apply(entered.readable(readable)));
  }

  private static boolean isLocal(Request exchange) {
    return Optional.ofNullable(org.eclipse.jetty.server.Request.getServerName(exchange.request()))
        .filter(
            name -> name.equals("localhost") || name.equals("127.0.0.1") || name.contains("::1"))
        .isPresent();
  }

  private Function<SignInForm, JteModel> signInPage(Request exchange) {
    boolean passkeys = RelyingParty.of(cookies.origin(exchange.request())).isPossible();
    return form ->
        TEMPLATES.entranceSignIn(
            form,
            options("?to=" + encoded(form.to())),
            passkeys,
            people.mailer().isPresent(),
            assets);
  }

  private JteModel setUp(SignInForm form) {
    return TEMPLATES.entranceSetUp(form, options(""), assets);
  }

  private JteModel invited(SignInForm form, Token token) {
    return TEMPLATES.entranceInvitation(
        form, options("?invitation=" + encoded(token.value())), assets);
  }

  private List<SignInOption> options(String query) {
    return people.openId().all().stream()
        .map(one -> new SignInOption(one.title(), one.name(), "/sign-in/" + one.name() + query))
        .toList();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// Says what else lets somebody in at present, and will not any more.
  private JteModel newPassword(SignInForm form, OneTimeLink link) {
    AccountId account = link.account();
    List<String> ways =
        account == null
            ? List.of()
            : people.identities().of(account).stream()
                .map(one -> LinkedIdentities.title(one.issuer(), people.openId()))
                .distinct()
                .toList();
    return TEMPLATES.entranceReset(form, ways, assets);
  }

  static Sessions.SessionClient place(Request exchange) {
    return new Sessions.SessionClient(
        UserAgent.name(exchange.header("User-Agent")), exchange.address());
  }
}

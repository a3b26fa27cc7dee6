package chat.parley.account;

import chat.parley.account.ExternalIdentities.Identity;
import chat.parley.account.ExternalIdentities.Newcomer;
import chat.parley.account.oidc.AuthorizationResponse;
import chat.parley.account.oidc.LoginResult;
import chat.parley.account.oidc.LoginResult.ReportedEmail;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Account;
import chat.parley.user.CurrentUser;
import chat.parley.user.Token;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to a provider and back.
public final class OidcController {
  private static final Logger log = LoggerFactory.getLogger(OidcController.class);

  /// What a browser brings back (RFC 6749 section 4.1.2, RFC 9207).
  private static final List<String> BROUGHT =
      List.of("code", "state", "iss", "error", "error_description");

  private final AccountModule people;
  private final SignInController signIn;
  private final BiFunction<Request, Problem, Response> settings;
  private final PendingLogins journeys;
  private final SignInCookies cookies;

  public OidcController(
      AccountModule people,
      SignInController signIn,
      BiFunction<Request, Problem, Response> settings,
      PendingLogins journeys,
      SignInCookies cookies) {
    this.people = people;
    this.signIn = signIn;
    this.settings = settings;
    this.journeys = journeys;
    this.cookies = cookies;
  }

  /// Leads to a provider.
  public Response begin(Request exchange) {
    Registration registration = registration(exchange);
    Optional<Token> invitation =
        exchange.query("invitation").filter(one -> one.length() < 100).map(Token::new);
    if (!people.accounts().isSetUp()) {
      return new Response.SeeOther("/set-up");
    }
    PendingLogins.LoginPurpose aim =
        invitation
            .<PendingLogins.LoginPurpose>map(PendingLogins.LoginPurpose.ToJoin::new)
            .orElseGet(() ->
                new PendingLogins.LoginPurpose.ToSignIn(
                    ReturnAddress.returnable(exchange.query("to").orElse(null))));
    try {
      return new Response.SeeOther(begin(exchange, registration, aim).toString());
    } catch (Problem problem) {
      return signIn.refuse(exchange, problem);
    }
  }

  /// Leads to a provider from a form. Browsers refuse to follow a form to where the page's policy
  /// does not let it go, so there is a page in between that goes on by itself.
  private Response goOn(
      Request exchange, Registration registration, PendingLogins.LoginPurpose aim) {
    String address = begin(exchange, registration, aim).toString();
    exchange.response().getHeaders().put("Refresh", "0; url=" + address);
    return signIn.redirecting(registration.title(), address);
  }

  /// Leads the owner to a provider, who has shown the set-up code.
  public Response setUp(Request exchange) {
    Registration registration = registration(exchange);
    Form form = exchange.form();
    return people.accounts().isSetUp()
        ? new Response.SeeOther("/sign-in")
        : signIn.checkedCode(
            exchange,
            form,
            () -> goOn(exchange, registration, new PendingLogins.LoginPurpose.ToSetUp()));
  }

  private URI begin(Request exchange, Registration registration, PendingLogins.LoginPurpose aim) {
    people
        .signIns()
        .countDeparture(exchange.address())
        .ifPresent(pause -> {
          throw SignInController.tooMany(pause);
        });
    URI returnTo = returnTo(exchange, registration);
    var journey =
        aim instanceof PendingLogins.LoginPurpose.ToReauthenticate
            ? people.openId().beginAfresh(registration, returnTo)
            : people.openId().begin(registration, returnTo);
    Token browser = Token.random();
    journeys.add(new PendingLogins.PendingLogin(journey, aim, browser));
    cookies.beginLogin(exchange.request(), exchange.response(), browser);
    return journey.address();
  }

  private URI returnTo(Request exchange, Registration registration) {
    try {
      return URI.create(
          cookies.origin(exchange.request()) + "/sign-in/" + registration.name() + "/return");
    } catch (IllegalArgumentException e) {
      throw Request.broken("The Host of this request is no name.");
    }
  }

  /// A provider's page has sent a form. The browser left the cookie of the journey behind, as it
  /// does with forms of other sites; it has it where it is sent from here.
  public Response receiveForm(Request exchange) {
    Registration registration = registration(exchange);
    Form form = exchange.form();
    StringBuilder query = new StringBuilder();
    for (String name : BROUGHT) {
      form.given(name)
          .ifPresent(value ->
              query
                  .append(query.isEmpty() ? '?' : '&')
                  .append(name)
                  .append('=')
                  .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }
    return new Response.SeeOther("/sign-in/" + registration.name() + "/return" + query);
  }

  /// Somebody is back, with whatever they bring.
  public Response finish(Request exchange) {
    Registration registration = registration(exchange);
    Optional<PendingLogins.PendingLogin> left =
        journeys
            .take(
                exchange.query("state").orElse(""),
                cookies.pendingLogin(exchange.request()).orElse(null))
            .filter(one -> one.request().provider().equals(registration.name()));
    if (left.isEmpty()) {
      return signIn.refuse(
          exchange,
          Problem.invalid(
              "This sign-in was not begun in this browser, is over, or took too long. Begin again."));
    }
    cookies.endLogin(exchange.request(), exchange.response());
    AuthorizationResponse brought =
        new AuthorizationResponse(
            exchange.query("code").orElse(null),
            exchange.query("iss").orElse(null),
            exchange.query("error").orElse(null),
            exchange.query("error_description").orElse(null));
    PendingLogins.LoginPurpose aim = left.get().purpose();
    try {
      return switch (people.openId().finish(registration, left.get().request(), brought)) {
        case LoginResult.LoggedIn somebody -> welcome(exchange, registration, somebody, aim);
        case LoginResult.LoginFailed(String sentence) -> throw Problem.invalid(sentence);
      };
    } catch (Problem problem) {
      people
          .signIns()
          .recordFailure(exchange.address(), "did not get in with " + registration.title());
      return aim instanceof PendingLogins.LoginPurpose.ToLink
              || aim instanceof PendingLogins.LoginPurpose.ToReauthenticate
          ? refuseLink(exchange, problem)
          : signIn.refuse(exchange, problem);
    }
  }

  private Response welcome(
      Request exchange,
      Registration registration,
      LoginResult.LoggedIn somebody,
      PendingLogins.LoginPurpose aim) {
    Identity identity = new Identity(somebody.issuer(), somebody.subject());
    String address = exchange.address();
    if (aim instanceof PendingLogins.LoginPurpose.ToLink(var account)) {
      CurrentUser caller = exchange.caller();
      if (caller == null || !caller.account().id().equals(account)) {
        throw Problem.invalid("You were signed out in the meantime. Sign in, and try again.");
      }
      people.identities().link(caller, identity);
      return new Response.SeeOther("/settings?saved=identities#identities");
    }
    if (aim instanceof PendingLogins.LoginPurpose.ToReauthenticate confirm) {
      return confirmed(exchange, registration, identity, confirm);
    }
    Account account =
        people
            .identities()
            .find(identity)
            .orElseGet(() -> {
              return made(registration, somebody, aim, address);
            });
    if (account.disabled()) {
      people.signIns().recordDisabled(account, address);
      throw Problem.invalid("This account is disabled. Ask whoever runs this Parley.");
    }
    String action = "signed in with " + registration.title();
    String to = aim instanceof PendingLogins.LoginPurpose.ToSignIn(String wanted) ? wanted : "/";
    // Who somebody is, the provider has seen to, as strictly as it does; where the owner wants a
    // second factor of Parley's own, it is asked for all the same.
    Response reply =
        people.rule().covers(account.role())
            ? signIn.beginSecondStepOrSession(exchange, account, action, to)
            : signIn.welcome(exchange, account, action, to);
    cookies.rememberProvider(exchange.request(), exchange.response(), registration.name());
    return reply;
  }

  /// Whoever is back is the one who left, in the same session, and not somebody else there.
  private Response confirmed(
      Request exchange,
      Registration registration,
      Identity identity,
      PendingLogins.LoginPurpose.ToReauthenticate confirm) {
    boolean same =
        confirm.session().equals(Reauthentication.session(exchange))
            && people
                .identities()
                .find(identity)
                .filter(account -> account.id().equals(confirm.account()))
                .isPresent();
    if (!same) {
      throw Problem.invalid(
          "That is somebody else at %s. Nothing was changed.".formatted(registration.title()));
    }
    people
        .sessions()
        .prove(confirm.account(), confirm.session())
        .ifPresent(token -> cookies.renew(exchange.request(), exchange.response(), token));
    return new Response.SeeOther(confirm.to());
  }

  private Account made(
      Registration registration,
      LoginResult.LoggedIn somebody,
      PendingLogins.LoginPurpose aim,
      String address) {
    String email =
        somebody.email() instanceof ReportedEmail.VerifiedEmail(String verified) ? verified : null;
    Newcomer newcomer =
        new Newcomer(new Identity(somebody.issuer(), somebody.subject()), somebody.name(), email);
    try {
      return switch (aim) {
        case PendingLogins.LoginPurpose.ToSetUp() -> people.identities().setUp(newcomer, address);
        case PendingLogins.LoginPurpose.ToJoin(Token invitation) ->
            people.identities().join(invitation, newcomer, address);
        case PendingLogins.LoginPurpose.ToSignIn _ when registration.admits(newcomer.email()) ->
            people.identities().signUp(newcomer, address);
        case PendingLogins.LoginPurpose.ToSignIn _,
            PendingLogins.LoginPurpose.ToLink _,
            PendingLogins.LoginPurpose.ToReauthenticate _ ->
            throw unknown(registration, somebody.email());
      };
    } catch (Problem problem) {
      if (!"email-error".equals(problem.place())) {
        throw problem;
      }
      // Whoever has the address at the provider need not be the one who has the account.
      throw Problem.invalid(
          "There is an account with your e-mail address here already. Sign in to it as before, and add %s in the settings."
              .formatted(registration.title()));
    }
  }

  /// Somebody without an account. Where some may make one by themselves, it is said why not they.
  private static Problem unknown(Registration registration, ReportedEmail email) {
    String title = registration.title();
    String why = registration.domains().isEmpty() ? "" : " " + why(title, email);
    log.warn(
        "a sign-in found no account provider={} reason=\"{}\"",
        registration.name(),
        why.isEmpty() ? "nobody makes an account by themselves here" : why.strip());
    return Problem.invalid(
        "%s knows you, and this Parley does not yet: ask whoever runs it for an invitation.%s If you have an account here, sign in as before and add %s in the settings."
            .formatted(title, why, title));
  }

  private static String why(String title, ReportedEmail email) {
    return switch (email) {
      case ReportedEmail.VerifiedEmail _ ->
          "Your e-mail address at %s is of no domain whose people make an account by themselves here."
              .formatted(title);
      case ReportedEmail.UnverifiedEmail(var doubt) ->
          "You cannot make an account by yourself, because %s %s.".formatted(title, doubt.reason());
    };
  }

  private Response refuseLink(Request exchange, Problem problem) {
    return exchange.caller() == null
        ? signIn.refuse(exchange, problem)
        : settings.apply(exchange, problem.at("identities-error"));
  }

  private Registration registration(Request exchange) {
    return people
        .openId()
        .find(exchange.path().getOrDefault("provider", ""))
        .orElseThrow(() -> new Problem(Code.NOT_FOUND, "Nobody signs in here with that."));
  }

  /// Leads somebody who is signed in to a provider that they sign in with, to show again who they
  /// are.
  public Response confirm(Request exchange) {
    String to = ReturnAddress.returnable(exchange.form().given("to").orElse(null));
    try {
      return goOn(
          exchange,
          registration(exchange),
          new PendingLogins.LoginPurpose.ToReauthenticate(
              exchange.account(),
              Reauthentication.session(exchange),
              to.equals("/") ? "/settings" : to));
    } catch (Problem problem) {
      return refuseLink(exchange, problem);
    }
  }

  /// Adds a way in to an account: what its owner has asked for on the settings page.
  public Response link(Request exchange) {
    try {
      return goOn(
          exchange,
          registration(exchange),
          new PendingLogins.LoginPurpose.ToLink(exchange.account()));
    } catch (Problem problem) {
      return refuseLink(exchange, problem);
    }
  }

  /// Takes one away.
  public Response unlink(Request exchange) {
    Form form = exchange.form();
    try {
      people
          .identities()
          .unlink(exchange.user(), new Identity(form.value("issuer"), form.value("subject")));
      return new Response.SeeOther("/settings?saved=identities#identities");
    } catch (Problem problem) {
      return refuseLink(exchange, problem);
    }
  }
}

package chat.parley.account;

import chat.parley.account.ExternalIdentities.Identity;
import chat.parley.account.ExternalIdentities.Newcomer;
import chat.parley.account.PendingLogins.LoginPurpose;
import chat.parley.account.oidc.LoginResult;
import chat.parley.account.oidc.LoginResult.ReportedEmail;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs in somebody whom a provider vouches for; makes their account where they may have one.
final class OidcSignIn {
  private static final Logger log = LoggerFactory.getLogger(OidcSignIn.class);

  private final ExternalIdentities identities;
  private final SecondFactorRule rule;
  private final SessionStarter starter;
  private final SignInCookies cookies;

  OidcSignIn(
      ExternalIdentities identities,
      SecondFactorRule rule,
      SessionStarter starter,
      SignInCookies cookies) {
    this.identities = identities;
    this.rule = rule;
    this.starter = starter;
    this.cookies = cookies;
  }

  Response signIn(
      Request request,
      Registration registration,
      LoginResult.LoggedIn loggedIn,
      LoginPurpose purpose) {
    Account account =
        identities
            .find(new Identity(loggedIn.issuer(), loggedIn.subject()))
            .orElseGet(() -> create(registration, loggedIn, purpose, request.address()));
    starter.checkEnabled(request, account);
    String action = "signed in with " + registration.title();
    String to = purpose instanceof LoginPurpose.ToSignIn(String wanted) ? wanted : "/";
    // Who somebody is, the provider has seen to, as strictly as it does; where the owner wants a
    // second factor of Parley's own, it is asked for all the same.
    Response response =
        rule.covers(account.role())
            ? starter.afterFirstFactor(request, account, action, to)
            : starter.start(request, account, action, to);
    cookies.rememberProvider(request.request(), request.response(), registration.name());
    return response;
  }

  private Account create(
      Registration registration,
      LoginResult.LoggedIn loggedIn,
      LoginPurpose purpose,
      String address) {
    String email =
        loggedIn.email() instanceof ReportedEmail.VerifiedEmail(String verified) ? verified : null;
    Newcomer newcomer =
        new Newcomer(new Identity(loggedIn.issuer(), loggedIn.subject()), loggedIn.name(), email);
    try {
      return switch (purpose) {
        case LoginPurpose.ToSetUp() -> identities.setUp(newcomer, address);
        case LoginPurpose.ToJoin(Token invitation) ->
            identities.join(invitation, newcomer, address);
        case LoginPurpose.ToSignIn _ when registration.admits(newcomer.email()) ->
            identities.signUp(newcomer, address);
        case LoginPurpose.ToSignIn _, LoginPurpose.ToLink _, LoginPurpose.ToReauthenticate _ ->
            throw unknown(registration, loggedIn.email());
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
}

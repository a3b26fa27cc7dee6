package chat.parley.account;

import chat.parley.account.ExternalIdentities.Identity;
import chat.parley.account.PendingLogins.LoginPurpose;
import chat.parley.account.PendingLogins.PendingLogin;
import chat.parley.account.oidc.LoginResult;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import java.util.Optional;

/// Back from a provider, with whatever the browser brings.
final class OidcReturnController {
  private final ProviderLogins logins;
  private final OidcSignIn oidcSignIn;
  private final LinkedIdentityController linked;
  private final SignIns signIns;
  private final SignInPages pages;

  OidcReturnController(
      ProviderLogins logins,
      OidcSignIn oidcSignIn,
      LinkedIdentityController linked,
      SignIns signIns,
      SignInPages pages) {
    this.logins = logins;
    this.oidcSignIn = oidcSignIn;
    this.linked = linked;
    this.signIns = signIns;
    this.pages = pages;
  }

  Response finish(Request request) throws InterruptedException {
    Registration registration = logins.registration(request);
    Optional<PendingLogin> login = logins.take(request, registration);
    if (login.isEmpty()) {
      return pages.refused(
          request,
          Problem.invalid(
              "This sign-in was not begun in this browser, is over, or took too long. Begin again."));
    }
    LoginPurpose purpose = login.get().purpose();
    try {
      return switch (logins.finish(request, registration, login.get())) {
        case LoginResult.LoggedIn loggedIn -> finish(request, registration, loggedIn, purpose);
        case LoginResult.LoginFailed(String sentence) -> throw Problem.invalid(sentence);
      };
    } catch (Problem problem) {
      signIns.recordFailure(request.address(), "did not get in with " + registration.title());
      return purpose instanceof LoginPurpose.ToLink
              || purpose instanceof LoginPurpose.ToReauthenticate
          ? linked.refused(request, problem)
          : pages.refused(request, problem);
    }
  }

  private Response finish(
      Request request,
      Registration registration,
      LoginResult.LoggedIn loggedIn,
      LoginPurpose purpose) {
    Identity identity = new Identity(loggedIn.issuer(), loggedIn.subject());
    return switch (purpose) {
      case LoginPurpose.ToLink(var account) -> linked.linked(request, identity, account);
      case LoginPurpose.ToReauthenticate wanted ->
          linked.reauthenticated(request, registration, identity, wanted);
      case LoginPurpose.ToSignIn _, LoginPurpose.ToJoin _, LoginPurpose.ToSetUp _ ->
          oidcSignIn.signIn(request, registration, loggedIn, purpose);
    };
  }
}

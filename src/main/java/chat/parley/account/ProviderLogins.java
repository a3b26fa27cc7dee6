package chat.parley.account;

import chat.parley.account.PendingLogins.LoginPurpose;
import chat.parley.account.PendingLogins.PendingLogin;
import chat.parley.account.oidc.AuthorizationRequest;
import chat.parley.account.oidc.AuthorizationResponse;
import chat.parley.account.oidc.LoginResult;
import chat.parley.account.oidc.OpenId;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Token;
import java.net.URI;
import java.util.Optional;

/// Sends browsers to a provider, and knows them when they come back.
final class ProviderLogins {
  private final OpenId openId;
  private final PendingLogins pending;
  private final SessionStarter starter;
  private final SignInCookies cookies;
  private final SignInPages pages;

  ProviderLogins(
      OpenId openId,
      PendingLogins pending,
      SessionStarter starter,
      SignInCookies cookies,
      SignInPages pages) {
    this.openId = openId;
    this.pending = pending;
    this.starter = starter;
    this.cookies = cookies;
    this.pages = pages;
  }

  Registration registration(Request request) {
    return openId
        .find(request.part("provider"))
        .orElseThrow(() -> new Problem(Code.NOT_FOUND, "Nobody signs in here with that."));
  }

  /// @return where the browser goes
  URI begin(Request request, Registration registration, LoginPurpose purpose) {
    starter.countDeparture(request);
    URI returnTo = returnTo(request, registration);
    AuthorizationRequest authorization =
        purpose instanceof LoginPurpose.ToReauthenticate
            ? openId.beginAfresh(registration, returnTo)
            : openId.begin(registration, returnTo);
    Token browser = Token.random();
    pending.add(new PendingLogin(authorization, purpose, browser));
    cookies.beginLogin(request.request(), request.response(), browser);
    return authorization.address();
  }

  /// Leads to a provider from a form. Browsers refuse to follow a form to where the page's policy
  /// does not let it go, so there is a page in between that goes on by itself.
  Response beginFromForm(Request request, Registration registration, LoginPurpose purpose) {
    String address = begin(request, registration, purpose).toString();
    request.response().getHeaders().put("Refresh", "0; url=" + address);
    return pages.redirecting(registration.title(), address);
  }

  private URI returnTo(Request request, Registration registration) {
    try {
      return URI.create(
          cookies.origin(request.request()) + "/sign-in/" + registration.name() + "/return");
    } catch (IllegalArgumentException e) {
      throw Request.broken("The Host of this request is no name.");
    }
  }

  /// What a browser left for that is back: once.
  Optional<PendingLogin> take(Request request, Registration registration) {
    Optional<PendingLogin> login =
        pending
            .take(
                request.query("state").orElse(""),
                cookies.pendingLogin(request.request()).orElse(null))
            .filter(one -> one.request().provider().equals(registration.name()));
    login.ifPresent(_ -> cookies.endLogin(request.request(), request.response()));
    return login;
  }

  LoginResult finish(Request request, Registration registration, PendingLogin login) {
    return openId.finish(
        registration,
        login.request(),
        new AuthorizationResponse(
            request.query("code").orElse(null),
            request.query("iss").orElse(null),
            request.query("error").orElse(null),
            request.query("error_description").orElse(null)));
  }
}

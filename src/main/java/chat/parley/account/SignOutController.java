package chat.parley.account;

import chat.parley.account.oidc.OpenId;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.user.Token;
import java.net.URI;
import java.util.Optional;

/// Signing out: of Parley at once, and of the provider that somebody came by where they say so.
///
/// No ID token is kept for that: it says who somebody is, and providers end a session by the client
/// and the browser's own cookie there.
final class SignOutController {
  private final SignIns signIns;
  private final OpenId openId;
  private final SignInCookies cookies;

  SignOutController(SignIns signIns, OpenId openId, SignInCookies cookies) {
    this.signIns = signIns;
    this.openId = openId;
    this.cookies = cookies;
  }

  /// Ends the session, whatever may be said of the provider.
  Response signOut(Request request) {
    cookies
        .session(request.request())
        .ifPresent(session -> signIns.signOut(session, request.address(), "signed out"));
    cookies.signOut(request.request(), request.response());
    Optional<Registration> provider =
        cookies
            .provider(request.request())
            .flatMap(openId::find)
            .filter(one -> openId.signOutEndpoint(one).isPresent());
    if (provider.isEmpty()) {
      return new Response.SeeOther("/sign-in");
    }
    cookies.beginProviderSignOut(request.request(), request.response(), Token.random());
    return new Response.SeeOther("/sign-in?left=" + provider.get().name());
  }

  /// Leads those who have just signed out here to where they are signed out at the provider.
  Response continueAtProvider(Request request) {
    Optional<Token> state = cookies.providerSignOut(request.request());
    Optional<URI> address =
        openId
            .find(request.part("provider"))
            .filter(_ -> state.isPresent())
            .flatMap(one ->
                openId.signOutAddress(
                    one,
                    URI.create(cookies.origin(request.request()) + "/sign-in"),
                    state.get().value()));
    return new Response.SeeOther(address.map(URI::toString).orElse("/sign-in"));
  }
}

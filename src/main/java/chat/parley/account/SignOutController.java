package chat.parley.account;

import chat.parley.account.oidc.Registration;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.user.Token;
import java.net.URI;
import java.util.Optional;

/// The way out: of Parley at once, and of the provider that somebody came by where they say so.
///
/// No ID token is kept for that: it says who somebody is, and providers end a session by the client
/// and the browser's own cookie there.
public final class SignOutController {
  private final AccountModule people;
  private final SignInCookies cookies;

  public SignOutController(AccountModule people, SignInCookies cookies) {
    this.people = people;
    this.cookies = cookies;
  }

  /// Ends the session, whatever may be said of the provider.
  public Response signOut(Request exchange) {
    cookies
        .session(exchange.request())
        .ifPresent(session -> people.signIns().signOut(session, exchange.address(), "signed out"));
    cookies.signOut(exchange.request(), exchange.response());
    Optional<Registration> provider =
        cookies
            .provider(exchange.request())
            .flatMap(people.openId()::find)
            .filter(one -> people.openId().signOutEndpoint(one).isPresent());
    if (provider.isEmpty()) {
      return new Response.SeeOther("/sign-in");
    }
    cookies.beginProviderSignOut(exchange.request(), exchange.response(), Token.random());
    return new Response.SeeOther("/sign-in?left=" + provider.get().name());
  }

  /// Leads those who have just signed out here to where they are signed out at the provider.
  public Response continueAtProvider(Request exchange) {
    Optional<Token> state = cookies.providerSignOut(exchange.request());
    Optional<URI> address =
        people
            .openId()
            .find(exchange.path().getOrDefault("provider", ""))
            .filter(_ -> state.isPresent())
            .flatMap(one ->
                people
                    .openId()
                    .signOutAddress(
                        one,
                        URI.create(cookies.origin(exchange.request()) + "/sign-in"),
                        state.get().value()));
    return new Response.SeeOther(address.map(URI::toString).orElse("/sign-in"));
  }
}

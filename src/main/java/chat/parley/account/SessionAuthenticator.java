package chat.parley.account;

import chat.parley.http.Authenticator;
import chat.parley.http.LocalOnly;
import chat.parley.http.Origins;
import chat.parley.http.Permission;
import chat.parley.http.Response;
import chat.parley.http.Route;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.CurrentUser;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// Who is let in where people sign in: whoever has the token of a session is let in, unless another
/// site's page makes their browser ask.
///
/// The session's cookie goes along with what other sites make a browser send, where they can get
/// around `SameSite`; what gives them away is the `Origin` or the `Sec-Fetch-Site` of the request.
/// Programs send neither, and no cookie by themselves.
final class SessionAuthenticator implements Authenticator {
  private final Sessions sessions;
  private final SignInCookies cookies;
  private final Origins origins;
  private final SignInPrompt prompt;

  SessionAuthenticator(
      Sessions sessions, SignInCookies cookies, Origins origins, SignInPrompt prompt) {
    this.sessions = sessions;
    this.cookies = cookies;
    this.origins = origins;
    this.prompt = prompt;
  }

  @Override
  public void check(Request request) {
    if (isReturn(request)) {
      return;
    }
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if ((origin != null && !origins.isOwn(origin, request)) || !LocalOnly.isOwnSite(request)) {
      throw new Problem(
          Code.FORBIDDEN,
          "This was asked by a page of another site. If it is Parley behind a proxy, name its address with --public-url.");
    }
  }

  /// Also where anyone may ask: whoever is signed in is not led to sign in again.
  @Override
  public Optional<CurrentUser> find(Request request, Permission permission) {
    if (isReturn(request)) {
      return Optional.empty();
    }
    return cookies
        .session(request)
        .flatMap(sessions::find)
        .map(session ->
            new CurrentUser(session.account(), session.id(), "", true, session.lacksFactor()));
  }

  @Override
  public Response unauthenticated(Route route, chat.parley.http.Request request) {
    return prompt.signIn(route, request);
  }

  @Override
  public Response withoutSecondFactor(Route route, chat.parley.http.Request request) {
    return prompt.setUpSecondFactor(route, request);
  }

  /// The log has that they asked.
  @Override
  public Problem forbidden(chat.parley.http.Request request) {
    prompt.record(request);
    return Authenticator.super.forbidden(request);
  }

  /// What a provider's page makes a browser bring back in a form. Whoever brings it is nobody, and
  /// is sent on to where the browser shows that it has begun to sign in.
  private static boolean isReturn(Request request) {
    String path = Request.getPathInContext(request);
    return request.getMethod().equals("POST")
        && path.startsWith("/sign-in/")
        && path.endsWith("/return");
  }
}

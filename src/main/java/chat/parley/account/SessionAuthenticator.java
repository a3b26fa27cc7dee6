package chat.parley.account;

import chat.parley.http.Authenticator;
import chat.parley.http.Cookies;
import chat.parley.http.ForwardedHeaders;
import chat.parley.http.LocalOnly;
import chat.parley.http.Permission;
import chat.parley.http.PublicUrl;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.CurrentUser;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// The gate of accounts mode: whoever has the token of a session is let in, unless another site's
/// page makes their browser ask.
///
/// The session's cookie goes along with what other sites make a browser send, where they can get
/// around `SameSite`; what gives them away is the `Origin` or the `Sec-Fetch-Site` of the request.
/// Programs send neither, and no cookie by themselves.
public final class SessionAuthenticator implements Authenticator {
  private final Sessions sessions;
  private final Cookies cookies;
  private final ForwardedHeaders forwarding;
  private final Optional<PublicUrl> publicUrl;

  public SessionAuthenticator(
      Sessions sessions,
      Cookies cookies,
      ForwardedHeaders forwarding,
      Optional<PublicUrl> publicUrl) {
    this.sessions = sessions;
    this.cookies = cookies;
    this.forwarding = forwarding;
    this.publicUrl = publicUrl;
  }

  @Override
  public void check(Request request) {
    if (isReturn(request)) {
      return;
    }
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if ((origin != null && !isOurs(origin, request)) || !LocalOnly.isOwnSite(request)) {
      throw new Problem(
          Code.FORBIDDEN,
          "This was asked by a page of another site. If it is Parley behind a proxy, name its address with --public-url.");
    }
  }

  /// Also where anyone may ask: whoever is signed in is not led to sign in again.
  @Override
  public Optional<CurrentUser> find(Request request, Permission access) {
    if (isReturn(request)) {
      return Optional.empty();
    }
    return cookies
        .session(request)
        .flatMap(sessions::find)
        .map(session ->
            new CurrentUser(session.account(), session.id(), true, session.lacksFactor()));
  }

  /// What a provider's page makes a browser bring back in a form. Whoever brings it is nobody, and
  /// is sent on to where the browser shows that it has begun the journey.
  private static boolean isReturn(Request request) {
    String path = Request.getPathInContext(request);
    return request.getMethod().equals("POST")
        && path.startsWith("/sign-in/")
        && path.endsWith("/return");
  }

  /// Where nobody has said, whether it is http or https is for the browser to know: a proxy in
  /// front may speak the other one with Parley. What came in clear is nobody's who is here by
  /// https: anybody on the way could have written the page.
  private boolean isOurs(String origin, Request request) {
    if (publicUrl.filter(url -> origin.equalsIgnoreCase(url.origin())).isPresent()) {
      return true;
    }
    ForwardedHeaders.Origin asked = forwarding.of(request);
    if (asked.host().isEmpty() || publicUrl.filter(url -> url.isHost(asked.host())).isPresent()) {
      return false;
    }
    return origin.equalsIgnoreCase("https://" + asked.host())
        || (!asked.isSecure() && origin.equalsIgnoreCase("http://" + asked.host()));
  }
}

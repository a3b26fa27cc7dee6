package chat.parley.http;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.CurrentUser;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From a request to its answer: who asks, the route, the page, and what to say when something is
/// wrong. The one place where problems become answers.
final class Dispatcher extends Handler.Abstract {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
          + " connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'self';"
          + " require-trusted-types-for 'script'; trusted-types parley parley-colours";

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final Router router;
  private final ResponseWriter responses;
  private final Authenticator authenticator;
  private final AdmissionHandler admission;

  Dispatcher(
      Router router,
      ResponseWriter responses,
      Authenticator authenticator,
      AdmissionHandler admission) {
    this.router = router;
    this.responses = responses;
    this.authenticator = authenticator;
    this.admission = admission;
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    secure(response.getHeaders());
    ForwardedHeaders.Origin origin = admission.receive(request);
    Request unrouted = new Request(request, response, callback, origin);
    try {
      authenticator.check(request);
      String path = org.eclipse.jetty.server.Request.getPathInContext(request);
      switch (router.find(request.getMethod(), path)) {
        case Router.Match.RouteFound(Route route, var parts) -> {
          CurrentUser caller =
              authenticator
                  .find(request, route.permission())
                  .map(user -> user.at(origin.clientAddress()))
                  .orElse(null);
          RequestBody body = admission.admit(request, origin, caller, route.permission());
          Request found = unrouted.routed(caller, parts, body);
          responses.send(found, answer(route, found));
        }
        case Router.Match.WrongMethod(String allowed) -> {
          response.getHeaders().put(HttpHeader.ALLOW, allowed);
          throw new Problem(
              Code.WRONG_METHOD,
              "This address answers " + allowed + ", not " + method(request) + ".");
        }
        case Router.Match.NoRoute() -> throw Problem.notFound("There is nothing at this address.");
      }
    } catch (Problem problem) {
      responses.send(
          switch (problem.code()) {
            case TOO_LARGE, UNAVAILABLE -> unrouted.afterRemainder(false);
            case TOO_SLOW -> unrouted.afterRemainder(true);
            default -> unrouted;
          },
          problem);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      responses.send(unrouted, Problem.stopping());
    } catch (RuntimeException e) {
      if (e.getCause() instanceof EofException) {
        callback.failed(e);
        return true;
      }
      String id = UUID.randomUUID().toString().substring(0, 8);
      log.error(
          "request failed id={} method={} path={}",
          id,
          method(request),
          // Links have a token in their address, which must not come into a log.
          String.valueOf(request.getHttpURI().getPath())
              .replaceFirst("^(/(invitation|reset|link)/).*", "$1…"),
          e);
      responses.send(
          unrouted,
          new Problem(
              Code.INTERNAL,
              "Something went wrong. If it stays, look for " + id + " in Parley's log."));
    }
    return true;
  }

  private Response answer(Route route, Request request) throws InterruptedException {
    CurrentUser user = request.caller();
    if (user == null) {
      return route.permission() == Permission.ANYONE
          ? route.endpoint().answer(request)
          : authenticator.unauthenticated(route, request);
    }
    if (user.lacksFactor() && !route.permission().admitsWithoutFactor()) {
      return authenticator.withoutSecondFactor(route, request);
    }
    if (!route.permission().admits(user.account())) {
      throw authenticator.forbidden(request);
    }
    return route.endpoint().answer(request);
  }

  private static String method(org.eclipse.jetty.server.Request request) {
    return request.getMethod().toUpperCase(Locale.ROOT);
  }

  /// Puts on what every answer carries.
  static void secure(HttpFields.Mutable headers) {
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "same-origin");
    headers.put("X-Frame-Options", "SAMEORIGIN");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
  }
}

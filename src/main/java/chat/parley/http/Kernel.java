package chat.parley.http;

import chat.parley.account.Strangers;
import chat.parley.account.Unready;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Caller;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From a request to its answer: the walls, the route, the page, and what to say when something is
/// wrong. The one place where problems become answers.
public final class Kernel extends Handler.Abstract {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
          + " connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'self';"
          + " require-trusted-types-for 'script'; trusted-types parley parley-colours";

  private static final Logger log = LoggerFactory.getLogger(Kernel.class);

  private final Routes routes;
  private final Replies replies;
  private final Gate gate;
  private final Reception reception;
  private final Strangers strangers;

  public Kernel(
      Routes routes, Replies replies, Gate gate, Reception reception, Strangers strangers) {
    this.routes = routes;
    this.replies = replies;
    this.gate = gate;
    this.reception = reception;
    this.strangers = strangers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    secure(response.getHeaders());
    Forwarding.Origin origin = reception.receive(request);
    Exchange exchange =
        new Exchange(request, response, callback, null, origin, Map.of(), Body.NONE);
    try {
      gate.check(request);
      String path = Request.getPathInContext(request);
      switch (routes.find(request.getMethod(), path)) {
        case Routes.Match.Found(Routes.Route route, var parts) -> {
          Caller caller = gate.find(request, route.access()).orElse(null);
          Body body = reception.admit(request, origin, caller, route.access());
          Exchange found = new Exchange(request, response, callback, caller, origin, parts, body);
          replies.send(found, answer(route, found));
        }
        case Routes.Match.WrongMethod(String allowed) -> {
          response.getHeaders().put(HttpHeader.ALLOW, allowed);
          throw new Problem(
              Code.WRONG_METHOD,
              "This address answers " + allowed + ", not " + method(request) + ".");
        }
        case Routes.Match.Nothing() -> throw Problem.notFound("There is nothing at this address.");
      }
    } catch (Problem problem) {
      replies.send(
          switch (problem.code()) {
            case TOO_LARGE, UNAVAILABLE -> exchange.afterRemainder(false);
            case TOO_SLOW -> exchange.afterRemainder(true);
            default -> exchange;
          },
          problem);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      replies.send(exchange, Problem.stopping());
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
      replies.send(
          exchange,
          new Problem(
              Code.INTERNAL,
              "Something went wrong. If it stays, look for " + id + " in Parley's log."));
    }
    return true;
  }

  private Reply answer(Routes.Route route, Exchange exchange) throws InterruptedException {
    Caller caller = exchange.caller();
    if (route.access() != Access.ANYONE && caller == null) {
      return strangers.answer(route, exchange);
    }
    if (caller != null && caller.lacksFactor() && !route.access().admitsWithoutFactor()) {
      return Unready.answer(route, exchange);
    }
    if (caller != null && !route.access().admits(caller.account())) {
      throw strangers.refuse(exchange);
    }
    return route.page().answer(exchange);
  }

  private static String method(Request request) {
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

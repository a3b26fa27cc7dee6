package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.chat.Stream;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.Router;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What is said to those who are not signed in: where to sign in, in the form that they asked for.
public final class SignedOut implements SignInRedirect {
  private final BooleanSupplier isSetUp;
  private final AuditLog audit;

  /// @param isSetUp whether anybody can sign in yet
  public SignedOut(BooleanSupplier isSetUp, AuditLog audit) {
    this.isSetUp = isSetUp;
    this.audit = audit;
  }

  /// The log has that they asked.
  @Override
  public Problem refuse(Request exchange) {
    audit.refused(
        exchange.person(),
        exchange.request().getMethod() + " " + exchange.request().getHttpURI().getCanonicalPath(),
        SignInController.address(exchange));
    return SignInRedirect.super.refuse(exchange);
  }

  @Override
  public Response answer(Router.Route route, Request exchange) {
    if (route.events()) {
      return new Response.Events(Stream.SESSION_EXPIRED);
    }
    return switch (exchange.wants()) {
      case JSON, TEXT -> throw new Problem(Code.UNAUTHENTICATED, "Sign in first, at /sign-in.");
      case FRAGMENT ->
          new Response.Done(Map.of("HX-Redirect", door(SignInRedirect.back(exchange))));
      case PAGE -> new Response.SeeOther(door(SignInRedirect.back(exchange)));
    };
  }

  private String door(String back) {
    if (!isSetUp.getAsBoolean()) {
      return "/set-up";
    }
    return back.equals("/")
        ? "/sign-in"
        : "/sign-in?to=" + URLEncoder.encode(back, StandardCharsets.UTF_8);
  }
}

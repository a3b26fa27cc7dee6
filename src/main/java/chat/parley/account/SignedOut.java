package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.chat.Stream;
import chat.parley.http.Exchange;
import chat.parley.http.Reply;
import chat.parley.http.Routes;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What is said to those who are not signed in: where to sign in, in the form that they asked for.
public final class SignedOut implements Strangers {
  private final BooleanSupplier isSetUp;
  private final AuditLog audit;

  /// @param isSetUp whether anybody can sign in yet
  public SignedOut(BooleanSupplier isSetUp, AuditLog audit) {
    this.isSetUp = isSetUp;
    this.audit = audit;
  }

  /// The log has that they asked.
  @Override
  public Problem refuse(Exchange exchange) {
    audit.refused(
        exchange.person(),
        exchange.request().getMethod() + " " + exchange.request().getHttpURI().getCanonicalPath(),
        SignInPages.address(exchange));
    return Strangers.super.refuse(exchange);
  }

  @Override
  public Reply answer(Routes.Route route, Exchange exchange) {
    if (route.events()) {
      return new Reply.Events(Stream.SESSION_EXPIRED);
    }
    return switch (exchange.wants()) {
      case JSON, TEXT -> throw new Problem(Code.UNAUTHENTICATED, "Sign in first, at /sign-in.");
      case FRAGMENT -> new Reply.Done(Map.of("HX-Redirect", door(Strangers.back(exchange))));
      case PAGE -> new Reply.SeeOther(door(Strangers.back(exchange)));
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

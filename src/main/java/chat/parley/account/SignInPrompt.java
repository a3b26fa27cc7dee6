package chat.parley.account;

import chat.parley.audit.AuditLog;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.http.Route;
import chat.parley.http.ServerSentEvent;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What is said to those who have to sign in first, or to set up a second factor: where, in the
/// form that they asked for.
final class SignInPrompt {
  private final BooleanSupplier isSetUp;
  private final AuditLog audit;

  /// @param isSetUp whether anybody can sign in yet
  SignInPrompt(BooleanSupplier isSetUp, AuditLog audit) {
    this.isSetUp = isSetUp;
    this.audit = audit;
  }

  Response signIn(Route route, Request request) {
    return redirect(
        route,
        request,
        signInAddress(ReturnAddress.back(request)),
        new Problem(Code.UNAUTHENTICATED, "Sign in first, at /sign-in."));
  }

  Response setUpSecondFactor(Route route, Request request) {
    return redirect(
        route,
        request,
        SecondFactorController.PATH,
        new Problem(
            Code.FORBIDDEN,
            "Whoever runs this Parley asks for a second factor. Set it up first, at "
                + SecondFactorController.PATH
                + "."));
  }

  /// @param problem for programs
  private static Response redirect(Route route, Request request, String address, Problem problem) {
    if (route.events()) {
      return new Response.OneEvent(ServerSentEvent.SESSION_EXPIRED);
    }
    return switch (request.wants()) {
      case JSON, TEXT -> throw problem;
      case FRAGMENT -> new Response.Empty(Map.of("HX-Redirect", address));
      case PAGE -> new Response.SeeOther(address);
    };
  }

  /// Somebody asked for what is not for them.
  void record(Request request) {
    audit.refused(
        request.user(),
        request.request().getMethod() + " " + request.request().getHttpURI().getCanonicalPath());
  }

  private String signInAddress(String back) {
    if (!isSetUp.getAsBoolean()) {
      return "/set-up";
    }
    return back.equals("/")
        ? "/sign-in"
        : "/sign-in?to=" + URLEncoder.encode(back, StandardCharsets.UTF_8);
  }
}

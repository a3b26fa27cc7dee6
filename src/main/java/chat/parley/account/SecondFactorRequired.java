package chat.parley.account;

import chat.parley.chat.Stream;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.Router;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.util.Map;

/// What is said to those who are signed in and must set up a second factor before anything else:
/// where, in the form that they asked for.
public final class SecondFactorRequired {
  private SecondFactorRequired() {}

  public static Response answer(Router.Route route, Request exchange) {
    if (route.events()) {
      return new Response.Events(Stream.SESSION_EXPIRED);
    }
    return switch (exchange.wants()) {
      case JSON, TEXT ->
          throw new Problem(
              Code.FORBIDDEN,
              "Whoever runs this Parley asks for a second factor. Set it up first, at "
                  + SecondFactorController.PATH
                  + ".");
      case FRAGMENT -> new Response.Done(Map.of("HX-Redirect", SecondFactorController.PATH));
      case PAGE -> new Response.SeeOther(SecondFactorController.PATH);
    };
  }
}

package chat.parley.account;

import chat.parley.chat.Stream;
import chat.parley.http.Exchange;
import chat.parley.http.Reply;
import chat.parley.http.Routes;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.util.Map;

/// What is said to those who are signed in and must set up a second factor before anything else:
/// where, in the form that they asked for.
public final class Unready {
  private Unready() {}

  public static Reply answer(Routes.Route route, Exchange exchange) {
    if (route.events()) {
      return new Reply.Events(Stream.SESSION_EXPIRED);
    }
    return switch (exchange.wants()) {
      case JSON, TEXT ->
          throw new Problem(
              Code.FORBIDDEN,
              "Whoever runs this Parley asks for a second factor. Set it up first, at "
                  + FactorPages.PATH
                  + ".");
      case FRAGMENT -> new Reply.Done(Map.of("HX-Redirect", FactorPages.PATH));
      case PAGE -> new Reply.SeeOther(FactorPages.PATH);
    };
  }
}

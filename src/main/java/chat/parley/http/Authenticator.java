package chat.parley.http;

import chat.parley.problem.Problem;
import chat.parley.user.CurrentUser;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// Who asks, whether they may ask in this way, and what is said to those who may not.
public interface Authenticator {
  /// Looks at the way that a request has come, whatever it asks for.
  ///
  /// @throws Problem when it was made by another site's page, or came by a way that is closed
  void check(Request request);

  /// @param permission what is asked for is open to these
  /// @return nobody where they are not known, or where it makes no difference
  Optional<CurrentUser> find(Request request, Permission permission) throws InterruptedException;

  /// What is said to those who are not known: what to do about it, in the form that they asked for.
  Response unauthenticated(Route route, chat.parley.http.Request request);

  /// What is said to those who must set up a second factor before anything else.
  Response withoutSecondFactor(Route route, chat.parley.http.Request request);

  /// What is said to those who are known and have no right to a page: it is not there.
  default Problem forbidden(chat.parley.http.Request request) {
    return Problem.notFound("There is nothing at this address.");
  }
}

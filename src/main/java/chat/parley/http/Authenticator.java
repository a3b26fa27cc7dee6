package chat.parley.http;

import chat.parley.problem.Problem;
import chat.parley.user.CurrentUser;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// Who asks, and whether they may ask in this way.
public interface Authenticator {
  /// Looks at the way that a request has come, whatever it asks for.
  ///
  /// @throws Problem when it was made by another site's page, or came by a way that is closed
  void check(Request request);

  /// @param access what is asked for is open to these
  /// @return nobody where they are not known, or where it makes no difference
  Optional<CurrentUser> find(Request request, Permission access) throws InterruptedException;
}

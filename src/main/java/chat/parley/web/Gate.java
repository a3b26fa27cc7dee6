package chat.parley.web;

import chat.parley.problem.Problem;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// Who asks, and whether they may ask in this way.
interface Gate {
  /// @return nobody where they are not signed in
  /// @throws Problem when the request was made by another site's page, or came by a way that is
  ///   closed
  Optional<Caller> admit(Request request);
}

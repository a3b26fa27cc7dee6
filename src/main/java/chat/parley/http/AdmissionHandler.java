package chat.parley.http;

import chat.parley.egress.AddressRange;
import chat.parley.problem.Problem;
import chat.parley.user.CurrentUser;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// What happens to each request before its page is looked for: it is counted, and is told how much
/// it may bring.
final class AdmissionHandler {
  /// The largest body of somebody who is not signed in, in bytes: an address, a name, a password.
  static final int LARGEST_UNAUTHENTICATED = 16 * 1024;

  /// Requests of one account at the same time, beside its streams.

  private static final int OF_ACCOUNT = 200;

  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final ForwardedHeaders forwarding;
  private final ConnectionLimits connections;
  private final RequestLimits bounds;
  private final BodyBudget budget;
  private final KeyedCounts counts = new KeyedCounts();

  AdmissionHandler(
      ForwardedHeaders forwarding, ConnectionLimits connections, RequestLimits bounds) {
    this.forwarding = forwarding;
    this.connections = connections;
    this.bounds = bounds;
    this.budget = new BodyBudget(bounds.bodies());
  }

  /// A request is there: its connection has said what it wants.
  ///
  /// @return where it comes from
  ForwardedHeaders.Origin receive(Request request) {
    ConnectionClock connection = ConnectionClock.of(request);
    if (connection != null) {
      connection.begins();
      Request.addCompletionListener(request, _ -> connection.ends());
    }
    return forwarding.of(request);
  }

  /// Counts the request for whoever asks; the one person of local mode is not counted.
  ///
  /// @throws Problem when it is one too many
  RequestBody admit(
      Request request,
      ForwardedHeaders.Origin origin,
      @Nullable CurrentUser caller,
      Permission access) {
    if (caller == null) {
      String key =
          AddressRange.address(origin.clientAddress())
              .map(ConnectionLimits::network)
              .orElse(origin.clientAddress());
      count(request, key, bounds.fromAddress(), "from your address");
      return new RequestBody(
          bounds, budget, new BodyBudget.Holder(key, true), LARGEST_UNAUTHENTICATED);
    }
    ConnectionClock connection = ConnectionClock.of(request);
    if (connection != null) {
      connections.isKnown(connection);
    }
    String key = caller.account().id().value();
    if (caller.session() != null) {
      count(request, key, OF_ACCOUNT + bounds.streams(), "of yours");
    }
    return new RequestBody(
        bounds,
        budget,
        new BodyBudget.Holder(key, false),
        access == Permission.ANYONE ? LARGEST_UNAUTHENTICATED : Form.LARGEST_BODY);
  }

  private void count(Request request, String key, int most, String whose) {
    if (!counts.enter(key, most)) {
      throw Problem.tooMany(
          String.format(
              Locale.ENGLISH,
              "There are %d requests %s at work already. Send this one again in a moment.",
              most,
              whose),
          AGAIN);
    }
    Request.addCompletionListener(request, _ -> counts.leave(key));
  }
}

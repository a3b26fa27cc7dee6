package chat.parley.http;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// What is said to requests that Jetty refuses before any page sees them: a broken address or
/// header, or too much of them.
final class ErrorPage implements org.eclipse.jetty.server.Request.Handler {
  /// It has not been looked at yet.
  private static final ForwardedHeaders.Origin NOWHERE =
      new ForwardedHeaders.Origin("unknown", "http", "");

  private final ResponseWriter responses;

  ErrorPage(ResponseWriter responses) {
    this.responses = responses;
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request request, Response response, Callback callback) {
    Dispatcher.secure(response.getHeaders());
    int status =
        request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer told
            ? told
            : response.getStatus();
    responses.send(
        new Request(request, response, callback, NOWHERE),
        isStopping(request) ? Problem.stopping() : problem(status));
    return true;
  }

  /// What comes in then is not worked on, for which Jetty has no better word than 500.
  private static boolean isStopping(org.eclipse.jetty.server.Request request) {
    return !request.getConnectionMetaData().getConnector().getServer().isRunning();
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 413, 414, 431 ->
          new Problem(Code.TOO_LARGE, "The address or the headers of this request are too long.");
      case 500, 503 -> new Problem(Code.INTERNAL, "Something went wrong.");
      default -> new Problem(Code.MALFORMED, "This is not a request that Parley understands.");
    };
  }
}

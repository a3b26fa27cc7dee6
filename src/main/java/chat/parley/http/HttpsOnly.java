package chat.parley.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// For a port with TLS: who speaks plain HTTP there is told so, and gets nothing else.
///
/// No redirect: what was sent has already gone over the network in clear, and should not seem to
/// work.
final class HttpsOnly extends Handler.Wrapper {
  private static final String SENTENCE =
      "This port speaks https: the address must begin with https://\n";

  HttpsOnly(Handler rest) {
    super(rest);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getConnectionMetaData().isSecure()) {
      return super.handle(request, response, callback);
    }
    Dispatcher.secure(response.getHeaders());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.setStatus(HttpStatus.BAD_REQUEST_400);
    Content.Sink.write(response, true, SENTENCE, callback);
    return true;
  }
}

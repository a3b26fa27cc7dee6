package chat.parley.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/// Brings the name that HTTP/2 asks for (`:authority`) to where HTTP/1.1 has it and everybody looks
/// for it: to `Host`, in the place of what may stand there.
final class Http2HostHeader implements HttpConfiguration.Customizer {
  @Override
  public Request customize(Request request, HttpFields.Mutable ignored) {
    HttpURI uri = request.getHttpURI();
    if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2
        || !uri.hasAuthority()) {
      return request;
    }
    HttpFields headers =
        HttpFields.build(request.getHeaders())
            .put(HttpHeader.HOST, uri.getAuthority())
            .asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return headers;
      }
    };
  }
}

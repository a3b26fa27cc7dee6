package chat.parley.egress;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Locale;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;

/// Tells what a proxy says in its own name from what the server behind it says: Apache HttpClient
/// hands over the refusal of a tunnel as if it were the server's answer.
final class RefusedByProxy {
  private static final String THROUGH = "parley.through";
  private static final int PASSWORD_WANTED = 407;

  private RefusedByProxy() {}

  static void watch(HttpClientBuilder client) {
    client.addExecInterceptorFirst("parley-refused", RefusedByProxy::look);
    client.addExecInterceptorAfter(
        ChainElement.CONNECT.name(), "parley-through", RefusedByProxy::through);
  }

  /// Runs once the tunnel stands.
  private static ClassicHttpResponse through(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    scope.clientContext.setAttribute(THROUGH, true);
    return chain.proceed(request, scope);
  }

  private static ClassicHttpResponse look(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ClassicHttpResponse response = chain.proceed(request, scope);
    HttpRoute route = scope.route;
    HttpHost proxy = route.getProxyHost();
    boolean isProxys =
        proxy != null
            && (response.getCode() == PASSWORD_WANTED
                || (route.isTunnelled() && scope.clientContext.getAttribute(THROUGH) == null));
    if (!isProxys) {
      return response;
    }
    response.close();
    String wanted = response.getCode() == PASSWORD_WANTED ? ": it wants a user and a password" : "";
    throw new ConnectException(
        String.format(
            Locale.ENGLISH,
            "The proxy %s refused to go to %s, with status %d%s",
            proxy,
            route.getTargetHost().toHostString(),
            response.getCode(),
            wanted));
  }
}

package chat.parley.egress;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/// The way of each request: straight, or through a proxy; what is for https goes through a tunnel,
/// so that the proxy sees neither the key nor what is said.
final class ProxiedRoutes implements HttpRoutePlanner {
  private final Proxies proxies;

  ProxiedRoutes(Proxies proxies) {
    this.proxies = proxies;
  }

  @Override
  public HttpRoute determineRoute(HttpHost target, @Nullable HttpContext context) {
    Destination to = Destination.of(target);
    boolean secure = to.scheme().equals("https");
    HttpHost whole = new HttpHost(to.scheme(), target.getHostName(), to.port());
    return proxies
        .toward(to)
        .filter(proxy -> !proxy.isSocks())
        .map(proxy -> new HttpRoute(whole, null, proxy.httpHost(), secure))
        .orElseGet(() -> new HttpRoute(whole, null, secure));
  }
}

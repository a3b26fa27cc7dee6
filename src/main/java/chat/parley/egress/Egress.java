package chat.parley.egress;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.jspecify.annotations.Nullable;

/// The way out of this computer, the same for everybody whom Parley calls.
public record Egress(Proxies proxies, Trust trust) {
  /// By no proxy, and with the certificates that the JDK knows.
  public static final Egress DIRECT = new Egress(Proxies.NONE, Trust.OF_THE_JDK);

  /// @param environment what the environment says of a variable, or null
  /// @param caFile where further certificates are, in PEM; blank = none
  /// @throws IllegalArgumentException with a sentence about what cannot be used
  public static Egress of(Function<String, @Nullable String> environment, String caFile) {
    return new Egress(
        Proxies.of(environment), caFile.isBlank() ? Trust.OF_THE_JDK : Trust.with(path(caFile)));
  }

  private static Path path(String name) {
    try {
      return Path.of(name.strip()).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--ca-file is no file's name: " + e.getMessage(), e);
    }
  }

  /// Sets connections up: whom they believe, and the SOCKS proxy that they go through.
  ///
  /// @param usual of the sockets
  public void set(PoolingHttpClientConnectionManagerBuilder pool, SocketConfig usual) {
    trust
        .context()
        .ifPresent(context -> pool.setTlsSocketStrategy(new DefaultClientTlsStrategy(context)));
    pool.setSocketConfigResolver(route ->
        proxies
            .toward(Destination.of(route.getTargetHost()))
            .filter(Proxy::isSocks)
            .map(proxy ->
                SocketConfig.copy(usual).setSocksProxyAddress(proxy.socketAddress()).build())
            .orElse(usual));
  }

  /// The HTTP proxies that requests go through.
  public HttpRoutePlanner routes() {
    return new ProxiedRoutes(proxies);
  }

  /// Sets a client up: its routes, and how Parley signs in at the proxies.
  public void set(HttpClientBuilder client) {
    client.setRoutePlanner(routes());
    RefusedByProxy.watch(client);
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    for (Proxy proxy : proxies.all()) {
      String user = proxy.user();
      String password = proxy.password();
      if (user != null && password != null) {
        credentials.setCredentials(
            new AuthScope(proxy.host(), proxy.port()),
            new UsernamePasswordCredentials(user, password.toCharArray()));
      }
    }
    client.setDefaultCredentialsProvider(credentials);
  }
}

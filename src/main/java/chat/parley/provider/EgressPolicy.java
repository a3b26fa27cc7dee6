package chat.parley.provider;

import chat.parley.egress.AddressRange;
import chat.parley.egress.Egress;
import chat.parley.provider.Fault.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/// How far the calls of a connection may go: whoever sets one up makes this computer call an
/// address, which sees more of the network than they may (server-side request forgery).
///
/// Every connection is opened by way of the [#resolver]: a name is looked up once, each of its
/// addresses is looked at, and the socket goes to one of exactly those. A name that changes its
/// address afterwards (DNS rebinding), a way of writing that others read differently and a redirect
/// that somebody might follow one day all come by here again.
///
/// Where a proxy is between, the names are looked up by the proxy, and nobody can hold it to the
/// addresses that were seen here: what is looked up here must be open all the same, and what cannot
/// be looked up here is the proxy's to refuse.
public final class EgressPolicy {

  /// Looks up the addresses of a name.
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final @Nullable List<AddressRange> allowed;
  private final IntPredicate own;
  private final Lookup lookup;
  private final Egress egress;

  /// @param allowed the ranges that are open beside the public internet; null = all are
  private EgressPolicy(
      @Nullable List<AddressRange> allowed, IntPredicate own, Lookup lookup, Egress egress) {
    this.allowed = allowed;
    this.own = own;
    this.lookup = lookup;
    this.egress = egress;
  }

  /// For the owner, who could call these addresses from this computer anyway.
  public static EgressPolicy anywhere() {
    return new EgressPolicy(null, _ -> false, InetAddress::getAllByName, Egress.DIRECT);
  }

  /// For everybody else: the public internet, and what the owner allowed. Where clouds keep the
  /// passwords of their machines is closed whatever is allowed.
  public static EgressPolicy publicOnly(List<AddressRange> allowed) {
    return new EgressPolicy(
        List.copyOf(allowed), _ -> false, InetAddress::getAllByName, Egress.DIRECT);
  }

  /// The same, but never to Parley itself, which would ask itself for an answer without end.
  ///
  /// @param own whether this Parley listens on a port; asked at each new connection
  public EgressPolicy butNotTo(IntPredicate own) {
    return new EgressPolicy(allowed, own, lookup, egress);
  }

  /// The same by another way out than straight.
  public EgressPolicy by(Egress other) {
    return new EgressPolicy(allowed, own, lookup, other);
  }

  Egress egress() {
    return egress;
  }

  /// The same with other answers of the name servers.
  EgressPolicy lookingUp(Lookup other) {
    return new EgressPolicy(allowed, own, other, egress);
  }

  /// Why a server may not be called, looked up now; for a word to whoever writes the address. What
  /// counts is that every connection is looked at again. A name that is unknown is not refused.
  ///
  /// @param url as a person writes it
  /// @throws IllegalArgumentException when it is no address of an HTTP server, with a sentence
  public Optional<Fault> refusal(String url) {
    ServerAddress address = ServerAddress.parse(url);
    try {
      open(address.host(), address.portOrUsual());
      return Optional.empty();
    } catch (BlockedAddress e) {
      return Optional.of(new Fault(Kind.OUT_OF_REACH, String.valueOf(e.getMessage()), null));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /// Lets a client take the way out, and no way to what it may not call.
  void set(HttpClientBuilder client) {
    egress.set(client);
    HttpRoutePlanner routes = egress.routes();
    client.setRoutePlanner((target, context) -> {
      HttpRoute route = routes.determineRoute(target, context);
      check(route);
      return route;
    });
  }

  /// What the [#resolver] does not see: it is asked for the proxy in the server's place, and opens
  /// the proxy's own address, which hardly ever is a public one.
  private void check(HttpRoute route) throws HttpException {
    HttpHost target = route.getTargetHost();
    boolean unseen =
        route.getProxyHost() != null
            || egress.proxies().isOneAt(target.getHostName(), target.getPort());
    try {
      if (unseen) {
        open(target.getHostName(), target.getPort());
      }
    } catch (BlockedAddress e) {
      throw new HttpException(e.getMessage(), e);
    } catch (UnknownHostException e) {
      // Behind a proxy that alone knows the names of the world.
      return;
    }
  }

  /// The only way to an address for a client that is held by this.
  DnsResolver resolver() {
    return new DnsResolver() {
      @Override
      public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return egress.proxies().isOneAt(host, port) ? all(host, port) : open(host, port);
      }

      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new BlockedAddress("An address without its port cannot be looked at.");
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private static List<InetSocketAddress> all(String host, int port) throws UnknownHostException {
    return Arrays.stream(InetAddress.getAllByName(host))
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  /// The addresses of a name that may be called; one at least.
  private List<InetSocketAddress> open(String host, int port) throws UnknownHostException {
    List<InetSocketAddress> open = new ArrayList<>();
    String refused = "";
    for (InetAddress address : lookup.addresses(host)) {
      if (own.test(port) && isHere(address)) {
        refused = "That is the address of Parley itself.";
      } else if (!permits(address)) {
        refused =
            "Parley may not call %s: it is an address of this computer or of a network that is not public. Only the owner may connect it, or allow it for others."
                .formatted(named(host, address));
      } else {
        open.add(new InetSocketAddress(address, port));
      }
    }
    if (open.isEmpty()) {
      throw refused.isEmpty() ? new UnknownHostException(host) : new BlockedAddress(refused);
    }
    return open;
  }

  private boolean permits(InetAddress address) {
    if (allowed == null) {
      return true;
    }
    InetAddress end = SpecialAddresses.within(address).orElse(address);
    if (SpecialAddresses.isMetadata(end)) {
      return false;
    }
    return SpecialAddresses.contains(allowed, address)
        || SpecialAddresses.contains(allowed, end)
        || SpecialAddresses.isPublic(end);
  }

  /// Whether it is one of this computer's own addresses.
  private static boolean isHere(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      // Nobody can say, and it is one of Parley's ports.
      return true;
    }
  }

  private static String named(String host, InetAddress address) {
    String number = address.getHostAddress();
    return host.equals(number) || host.contains(":") ? number : host + " (" + number + ")";
  }
}

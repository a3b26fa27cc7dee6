package chat.parley.model;

import chat.parley.egress.AddressRange;
import chat.parley.egress.Egress;
import chat.parley.provider.CircuitBreaker;
import chat.parley.provider.CircuitBreakingProvider;
import chat.parley.provider.Connection;
import chat.parley.provider.ConnectionCheck;
import chat.parley.provider.EgressPolicy;
import chat.parley.provider.ModelServer;
import chat.parley.provider.Provider;
import chat.parley.provider.RefusedFeatures;
import chat.parley.provider.Timeouts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The providers that answer at present: those of the connections, made anew when one is changed,
/// and those that are always there.
public final class ProviderRegistry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProviderRegistry.class);

  private final Connections connections;
  private final ModelCatalogue providers;
  private final List<Provider> before;
  private final List<Provider> after;
  private final Timeouts timeouts;
  private final Calling calling;
  private final InstantSource clock;
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final List<ModelServer> retired = new ArrayList<>();

  /// @param always those that no page changes: of the environment, and Guide, which comes last
  /// @param calling how servers are called
  public ProviderRegistry(
      Connections connections,
      ModelCatalogue providers,
      Always always,
      Calling calling,
      InstantSource clock) {
    this.connections = connections;
    this.providers = providers;
    this.before = always.first();
    this.after = always.last();
    this.timeouts = calling.timeouts();
    this.calling = calling;
    this.clock = clock;
    connections.reserve(names());
    connections.onChange(this::connect);
    connect();
  }

  /// How servers are called.
  ///
  /// @param egress by which way
  /// @param own whether this Parley listens on a port
  public record Calling(Timeouts timeouts, Egress egress, IntPredicate own) {}

  /// Providers that stand around those of the connections in the menu.
  public record Always(List<Provider> first, List<Provider> last) {
    public Always {
      first = List.copyOf(first);
      last = List.copyOf(last);
    }
  }

  /// A connection that is used, and how it was made.
  private record Line(
      Made made, ModelServer server, CircuitBreakingProvider provider, RefusedFeatures omissions) {}

  /// What a provider is made of: where this is the same, it is not made anew.
  private record Made(
      String url, String protocol, Optional<String> sealedKey, List<String> ranges) {}

  private Set<String> names() {
    return Stream.concat(before.stream(), after.stream())
        .map(Provider::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private synchronized void connect() {
    List<Provider> present = new ArrayList<>(before);
    Map<String, Line> next = new LinkedHashMap<>();
    for (ConnectionSettings one : connections.all()) {
      Line line = lines.get(one.name());
      if (names().contains(one.name())) {
        // The environment named one so after this one was made: a start must not fail for that.
        log.warn("connection is not used: another one has its name name={}", one.name());
      } else if (one.enabled()) {
        Line kept = line != null && line.made().equals(made(one)) ? line : opened(one);
        if (connections.omissions(one.name()).isEmpty()) {
          kept.omissions().forget();
        }
        next.put(one.name(), kept);
        present.add(kept.provider());
      }
    }
    present.addAll(after);
    List<Line> gone = lines.values().stream().filter(line -> !next.containsValue(line)).toList();
    lines.clear();
    lines.putAll(next);
    providers.replace(present);
    gone.forEach(line -> retire(line.server()));
  }

  /// What it is writing goes on to its end; what is left of that is closed with everything else.
  private void retire(ModelServer server) {
    server.retire();
    retired.add(server);
    retired.removeIf(ModelServer::isGone);
  }

  private Made made(ConnectionSettings one) {
    return new Made(
        one.url(),
        one.protocol().name() + one.reach(),
        Optional.ofNullable(one.sealedKey()),
        connections.allowedRanges());
  }

  private Line opened(ConnectionSettings one) {
    Optional<String> key = connections.key(one).flatMap(ProviderRegistry::clear);
    RefusedFeatures omissions =
        new RefusedFeatures(
            connections.omissions(one.name()), found -> connections.note(one.name(), found));
    ModelServer server =
        ModelServer.open(
            new Connection(one.name(), one.protocol(), one.url(), key, reach(one.reach())),
            omissions,
            timeouts,
            clock);
    return new Line(made(one), server, new CircuitBreakingProvider(server, clock), omissions);
  }

  private static Optional<String> clear(Secrets.Opened opened) {
    return opened instanceof Secrets.Opened.Clear(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /// Where calls may go; never to this Parley itself, which would ask itself for ever.
  public EgressPolicy reach(ConnectionSettings.Limit limit) {
    EgressPolicy reach =
        switch (limit) {
          case ANYWHERE -> EgressPolicy.anywhere();
          case PUBLIC ->
              EgressPolicy.publicOnly(
                  connections.allowedRanges().stream().map(AddressRange::parse).toList());
        };
    return reach.by(calling.egress()).butNotTo(calling.own());
  }

  /// Whether a connection's server is left alone at present, and why.
  public synchronized Optional<CircuitBreaker> breaker(String name) {
    return Optional.ofNullable(lines.get(name)).map(line -> line.provider().breaker());
  }

  /// Tries a connection that may not be stored yet. What it finds out is remembered where it is.
  ///
  /// @param model which is asked for a word; none = the list alone
  public ConnectionCheck tryOut(Connection connection, Optional<String> model, Timeouts patience)
      throws InterruptedException {
    ConnectionCheck trial =
        ConnectionCheck.of(Objects.requireNonNull(connection), model, patience, clock);
    trial.found().forEach(found -> connections.note(connection.name(), found));
    return trial;
  }

  @Override
  public synchronized void close() {
    lines.values().forEach(line -> line.server().close());
    retired.forEach(ModelServer::close);
  }
}

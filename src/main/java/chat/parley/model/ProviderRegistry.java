package chat.parley.model;

import chat.parley.egress.AddressRange;
import chat.parley.provider.CircuitBreaker;
import chat.parley.provider.CircuitBreakingProvider;
import chat.parley.provider.ConnectionCheck;
import chat.parley.provider.EgressPolicy;
import chat.parley.provider.ModelServer;
import chat.parley.provider.Provider;
import chat.parley.provider.RefusedFeatures;
import chat.parley.provider.ServerEndpoint;
import chat.parley.provider.Timeouts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The providers that answer at present: those of the connections, made anew when one is changed,
/// and those that are always there.
final class ProviderRegistry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProviderRegistry.class);

  private final Connections connections;
  private final ModelCatalogue catalogue;
  private final ModelConfig config;
  private final InstantSource clock;
  private final Map<String, OpenConnection> open = new LinkedHashMap<>();
  private final List<ModelServer> retired = new ArrayList<>();

  ProviderRegistry(
      Connections connections, ModelCatalogue catalogue, ModelConfig config, InstantSource clock) {
    this.connections = connections;
    this.catalogue = catalogue;
    this.config = config;
    this.clock = clock;
    connections.reserve(fixedNames());
    connections.onChange(this::connect);
    connect();
  }

  /// A connection that is used, and what it was made with.
  private record OpenConnection(
      Connection connection,
      List<String> ranges,
      ModelServer server,
      CircuitBreakingProvider provider,
      RefusedFeatures refused) {
    /// Where this is the same, it is not made anew.
    boolean isMadeWith(Connection other, List<String> otherRanges) {
      return connection.url().equals(other.url())
          && connection.protocol() == other.protocol()
          && connection.reach() == other.reach()
          && Objects.equals(connection.sealedKey(), other.sealedKey())
          && ranges.equals(otherRanges);
    }
  }

  private Set<String> fixedNames() {
    return config.fixed().stream().map(Provider::name).collect(Collectors.toUnmodifiableSet());
  }

  /// Guide stays at the end of the menu, the servers of the environment at its beginning.
  private List<Provider> fixed(boolean builtIn) {
    return config.fixed().stream()
        .filter(one -> one.name().equals(Provider.BUILT_IN) == builtIn)
        .toList();
  }

  private synchronized void connect() {
    List<Provider> present = new ArrayList<>(fixed(false));
    Map<String, OpenConnection> next = new LinkedHashMap<>();
    for (Connection one : connections.all()) {
      OpenConnection before = open.get(one.name());
      if (fixedNames().contains(one.name())) {
        // The environment named one so after this one was made: a start must not fail for that.
        log.warn("connection is not used: another one has its name name={}", one.name());
      } else if (one.enabled()) {
        OpenConnection kept =
            before != null && before.isMadeWith(one, connections.allowedRanges())
                ? before
                : opened(one);
        if (connections.refused(one.name()).isEmpty()) {
          kept.refused().forget();
        }
        next.put(one.name(), kept);
        present.add(kept.provider());
      }
    }
    present.addAll(fixed(true));
    List<OpenConnection> gone =
        open.values().stream().filter(one -> !next.containsValue(one)).toList();
    open.clear();
    open.putAll(next);
    catalogue.replace(present);
    gone.forEach(one -> retire(one.server()));
  }

  /// What it is writing goes on to its end; what is left of that is closed with everything else.
  private void retire(ModelServer server) {
    server.retire();
    retired.add(server);
    retired.removeIf(ModelServer::isGone);
  }

  private OpenConnection opened(Connection one) {
    RefusedFeatures refused =
        new RefusedFeatures(
            connections.refused(one.name()), found -> connections.noteRefused(one.name(), found));
    ModelServer server = ModelServer.open(endpoint(one), refused, config.timeouts(), clock);
    return new OpenConnection(
        one,
        connections.allowedRanges(),
        server,
        new CircuitBreakingProvider(server, clock),
        refused);
  }

  private ServerEndpoint endpoint(Connection one) {
    return new ServerEndpoint(
        one.name(), one.protocol(), one.url(), connections.clearKey(one), egress(one.reach()));
  }

  /// Where calls may go; never to this Parley itself, which would ask itself for ever.
  EgressPolicy egress(Reach reach) {
    EgressPolicy policy =
        switch (reach) {
          case ANYWHERE -> EgressPolicy.anywhere();
          case PUBLIC ->
              EgressPolicy.publicOnly(
                  connections.allowedRanges().stream().map(AddressRange::parse).toList());
        };
    return policy.by(config.egress()).butNotTo(config.own());
  }

  /// Whether a connection's server is left alone at present, and why.
  synchronized Optional<CircuitBreaker> breaker(String name) {
    return Optional.ofNullable(open.get(name)).map(one -> one.provider().breaker());
  }

  /// Tries a connection. What its models are found to refuse is remembered.
  ///
  /// @param model which is asked for a word; none = the list alone
  ConnectionCheck check(Connection one, Optional<String> model) throws InterruptedException {
    ConnectionCheck check = ConnectionCheck.of(endpoint(one), model, Timeouts.TRYING, clock);
    check.found().forEach(found -> connections.noteRefused(one.name(), found));
    return check;
  }

  @Override
  public synchronized void close() {
    open.values().forEach(one -> one.server().close());
    retired.forEach(ModelServer::close);
  }
}

package chat.parley.model;

import chat.parley.account.AccountSettings;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.http.Routes;
import chat.parley.page.Layout;
import chat.parley.provider.Provider;
import java.time.Clock;
import java.util.Optional;

/// The parts of this room, built in the order in which they need each other.
public final class ModelModule implements AutoCloseable {
  private final Connections connections;
  private final ConnectionEditor editor;
  private final ModelCatalogue catalogue;
  private final ProviderRegistry registry;
  private final LocalServers localServers;
  private final FallbackModels fallbacks;
  private final ChosenModels chosen;
  private final Clock clock;

  public ModelModule(
      Database database, Secrets secrets, AuditLog audit, ModelConfig config, Clock clock) {
    this.clock = clock;
    this.connections = new Connections(database, secrets, config.preferred());
    this.editor = new ConnectionEditor(database, connections, audit, clock);
    this.catalogue =
        new ModelCatalogue(connections, clock, Thread.ofVirtual().name("models-", 0).factory());
    this.registry = new ProviderRegistry(connections, catalogue, config, clock);
    this.localServers =
        new LocalServers(
            config.localServers(),
            config.own(),
            clock,
            Thread.ofVirtual().name("local-servers-", 0).factory());
    this.fallbacks = new FallbackModels(database, connections, catalogue);
    this.chosen = new ChosenModels(database, new AccountSettings(database));
  }

  public Connections connections() {
    return connections;
  }

  public ModelCatalogue catalogue() {
    return catalogue;
  }

  public LocalServerOffers offers() {
    return new LocalServerOffers(localServers, connections);
  }

  public ChosenModels chosen() {
    return chosen;
  }

  public ModelMenu menu() {
    return new ModelMenu(catalogue, chosen, connections);
  }

  ConnectionEditor editor() {
    return editor;
  }

  ProviderRegistry registry() {
    return registry;
  }

  /// How a connection stands.
  ConnectionState state(Connection connection) {
    return ConnectionState.of(
        connection,
        locked(connection),
        catalogue,
        registry.breaker(connection.name()),
        clock.instant());
  }

  /// Why its key cannot be opened, where that is so.
  Optional<String> locked(Connection connection) {
    return connections.key(connection).flatMap(Secrets.Opened::trouble);
  }

  /// Whether any model other than Guide answers.
  public boolean isConnected() {
    return catalogue.names().stream().anyMatch(name -> !name.equals(Provider.BUILT_IN));
  }

  /// Who is asked in the place of a connection that fails.
  public FallbackModels fallbacks() {
    return fallbacks;
  }

  public Routes routes(Layout layout) {
    return new ConnectionRoutes(
        new ConnectionsController(this, layout), new ConnectionController(this, layout));
  }

  @Override
  public void close() {
    localServers.close();
    registry.close();
    catalogue.close();
  }
}

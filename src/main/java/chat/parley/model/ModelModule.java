package chat.parley.model;

import chat.parley.account.Accounts;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.http.Routes;
import chat.parley.page.Layout;
import chat.parley.provider.Provider;
import java.time.Clock;

/// The parts of this room, built in the order in which they need each other.
public final class ModelModule implements AutoCloseable {
  private final Connections connections;
  private final ModelCatalogue catalogue;
  private final ProviderRegistry registry;
  private final LocalServers localServers;
  private final LocalServerOffers offers;
  private final MenuChoices.Fallbacks fallbacks;
  private final Clock clock;

  public ModelModule(
      Database database,
      Secrets secrets,
      AuditLog audit,
      Accounts accounts,
      ModelConfig config,
      Clock clock) {
    this.clock = clock;
    this.connections = new Connections(database, secrets, audit, config.preferred(), clock);
    this.catalogue =
        new ModelCatalogue(
            new MenuChoices(connections), clock, Thread.ofVirtual().name("models-", 0).factory());
    this.registry =
        new ProviderRegistry(
            connections,
            catalogue,
            config.always(),
            new ProviderRegistry.Calling(config.timeouts(), config.egress(), config.own()),
            clock);
    this.localServers =
        new LocalServers(
            config.localServers(),
            config.own(),
            clock,
            Thread.ofVirtual().name("local-servers-", 0).factory());
    this.fallbacks = new MenuChoices.Fallbacks(connections, catalogue, accounts);
    this.offers = new LocalServerOffers(localServers, connections);
  }

  public Connections connections() {
    return connections;
  }

  public ModelCatalogue catalogue() {
    return catalogue;
  }

  public LocalServerOffers offers() {
    return offers;
  }

  /// Who is asked in the place of a connection that fails.
  public MenuChoices.Fallbacks fallbacks() {
    return fallbacks;
  }

  /// Whether any model other than Guide answers.
  public boolean isConnected() {
    return catalogue.names().stream().anyMatch(name -> !name.equals(Provider.BUILT_IN));
  }

  /// What an answer costs, in the money of the prices; 0 where nobody has said.
  public double cost(String provider, String model, long prompt, long completion) {
    return connections
        .price(provider, model)
        .map(price -> price.of(prompt, completion))
        .orElse(0.0);
  }

  public Routes routes(Layout layout) {
    return new ConnectionRoutes(
        new ConnectionsController(connections, registry, catalogue, offers, layout, clock));
  }

  @Override
  public void close() {
    localServers.close();
    registry.close();
    catalogue.close();
  }
}

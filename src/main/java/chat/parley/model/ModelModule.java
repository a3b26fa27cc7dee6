package chat.parley.model;

import chat.parley.account.AccountSettings;
import chat.parley.account.Accounts;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.http.Routes;
import chat.parley.page.Layout;
import chat.parley.provider.Model;
import chat.parley.provider.Provider;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.time.Clock;
import java.util.Optional;

/// The parts of this room, built in the order in which they need each other.
public final class ModelModule implements AutoCloseable {
  private final Connections connections;
  private final ConnectionEditor editor;
  private final ModelCatalogue catalogue;
  private final ProviderRegistry registry;
  private final LocalServers localServers;
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

  /// Who is asked in the place of a connection that fails: what the owner writes goes by itself to
  /// no server that an admin connected.
  public ModelFallbacks fallbacks(Accounts accounts) {
    return (account, provider) ->
        connections
            .fallback(provider)
            .filter(model -> !model.provider().equals(provider))
            .flatMap(model -> catalogue.model(model.provider(), model.name()))
            .filter(model -> mayFallBack(accounts, account, model));
  }

  private boolean mayFallBack(Accounts accounts, AccountId account, Model model) {
    return accounts
        .find(account)
        .map(Account::role)
        .filter(role -> connections.mayUse(model.provider(), role))
        .filter(role -> role != Role.OWNER || connections.isOwners(model.provider()))
        .isPresent();
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
        new ConnectionsController(this, layout), new ConnectionController(this, layout));
  }

  @Override
  public void close() {
    localServers.close();
    registry.close();
    catalogue.close();
  }
}

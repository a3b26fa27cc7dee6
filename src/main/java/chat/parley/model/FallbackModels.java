package chat.parley.model;

import chat.parley.account.AccountRows;
import chat.parley.database.Database;
import chat.parley.provider.Model;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.util.Optional;

/// Who is asked in the place of a provider that fails before its first token, where the owner wants
/// that.
public final class FallbackModels {
  private final Database database;
  private final Connections connections;
  private final ModelCatalogue catalogue;

  FallbackModels(Database database, Connections connections, ModelCatalogue catalogue) {
    this.database = database;
    this.connections = connections;
    this.catalogue = catalogue;
  }

  /// @param account for whom, who must be allowed to use it
  public Optional<Model> of(AccountId account, String provider) {
    return connections
        .fallback(provider)
        .filter(model -> !model.provider().equals(provider))
        .flatMap(model -> catalogue.model(model.provider(), model.name()))
        .filter(model -> mayUse(account, model));
  }

  /// What the owner writes goes by itself to no server that an admin connected.
  private boolean mayUse(AccountId account, Model model) {
    return database
        .<Optional<Account>>read(handle -> AccountRows.find(handle, account))
        .map(Account::role)
        .filter(role -> connections.mayUse(model.provider(), role))
        .filter(role -> role != Role.OWNER || connections.isOwners(model.provider()))
        .isPresent();
  }
}

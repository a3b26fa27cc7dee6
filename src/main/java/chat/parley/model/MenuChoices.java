package chat.parley.model;

import chat.parley.account.Accounts;
import chat.parley.provider.Model;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.util.List;
import java.util.Optional;

/// What was decided about the models that servers list.
public record MenuChoices(Connections connections) implements ModelCatalogue.Catalogue {

  @Override
  public Optional<Model> shown(Model listed) {
    return connections.shown(listed);
  }

  @Override
  public Optional<String> preferred() {
    return connections.preset();
  }

  @Override
  public List<String> typed(String provider) {
    return connections.find(provider).map(ConnectionSettings::typed).orElse(List.of());
  }

  /// Who is asked in the place of a connection that fails.
  public record Fallbacks(Connections connections, ModelCatalogue providers, Accounts accounts)
      implements chat.parley.generation.Fallbacks {
    @Override
    public Optional<Model> of(AccountId account, String provider) {
      return connections
          .fallback(provider)
          .map(model -> model.split("/", 2))
          .filter(parts -> parts.length == 2 && !parts[0].equals(provider))
          .flatMap(parts -> providers.model(parts[0], parts[1]))
          .filter(model -> mayUse(account, model));
    }

    /// What the owner writes goes by itself to no server that an admin connected.
    private boolean mayUse(AccountId account, Model model) {
      return accounts
          .find(account)
          .map(Account::role)
          .filter(role -> connections.mayUse(model.provider(), role))
          .filter(role -> role != Role.OWNER || connections.isOwners(model.provider()))
          .isPresent();
    }
  }
}

package chat.parley;

import chat.parley.account.AccountId;
import chat.parley.account.Accounts;
import chat.parley.provider.Model;
import chat.parley.provider.Providers;
import chat.parley.settings.ConnectionSettings;
import chat.parley.settings.Connections;
import java.util.List;
import java.util.Optional;

/// What was decided about the models that servers list.
///
/// @param configured the default model that whoever starts Parley named, which counts more than the
///   one of the pages
record Menu(Connections connections, Optional<String> configured) implements Providers.Catalogue {

  @Override
  public Optional<Model> shown(Model listed) {
    return connections.shown(listed);
  }

  @Override
  public Optional<String> preferred() {
    return configured.or(connections::defaultModel);
  }

  @Override
  public List<String> typed(String provider) {
    return connections.find(provider).map(ConnectionSettings::typed).orElse(List.of());
  }

  /// Who is asked in the place of a connection that fails.
  record Fallbacks(Connections connections, Providers providers, Accounts accounts)
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

    private boolean mayUse(AccountId account, Model model) {
      return accounts
          .find(account)
          .filter(person -> connections.mayUse(model.provider(), person.role()))
          .isPresent();
    }
  }
}

package chat.parley.model;

import chat.parley.chat.ComposerView.ModelChoice;
import chat.parley.conversation.Conversation;
import chat.parley.problem.Problem;
import chat.parley.provider.FaultMessages;
import chat.parley.provider.Model;
import chat.parley.provider.Provider;
import chat.parley.settings.Settings;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The model menu: who can answer, who does, and what was chosen last.
public final class ModelMenu {
  private final ModelCatalogue providers;
  private final Settings settings;
  private final Connections connections;

  public ModelMenu(ModelCatalogue providers, Settings settings, Connections connections) {
    this.providers = providers;
    this.settings = settings;
    this.connections = connections;
  }

  /// Those that somebody may use.
  private List<Model> models(Account account) {
    return providers.models().stream().filter(model -> mayUse(account, model)).toList();
  }

  private boolean mayUse(Account account, Model model) {
    return connections.mayUse(model.provider(), account.role());
  }

  /// Whether what somebody writes may go there without their having said so: what the owner writes
  /// goes to nobody's server but the owner's.
  private boolean comesByItself(Account account, String provider) {
    return account.role() != Role.OWNER || connections.isOwners(provider);
  }

  private Optional<Model> model(Account account, String provider, String name) {
    return providers.model(provider, name).filter(model -> mayUse(account, model));
  }

  /// The lines of somebody's menu, Guide last.
  public List<ModelChoice> menu(Account account) {
    List<Model> models = models(account);
    // Where there is one server, its name tells nobody anything.
    boolean several = models.stream().map(Model::provider).distinct().count() > 2;
    return models.stream()
        .map(model ->
            new ModelChoice(
                value(model),
                model.provider().equals(Provider.BUILT_IN)
                    ? label(model.provider(), model.name())
                    : connections.title(model.provider(), model.name()),
                several ? model.provider() : ""))
        .toList();
  }

  /// Whether anyone but Guide is connected.
  public boolean connected() {
    return providers.names().stream().anyMatch(name -> !name.equals(Provider.BUILT_IN));
  }

  /// What keeps the connected servers from answering, in one sentence; null when one of them lists
  /// its models.
  public @Nullable String trouble(Account account) {
    if (menu(account).stream()
        .anyMatch(choice -> !choice.value().startsWith(Provider.BUILT_IN + "/"))) {
      return null;
    }
    return providers.names().stream()
        .flatMap(name -> providers.trouble(name).stream())
        .findFirst()
        .map(fault -> FaultMessages.reason(fault.kind()) + " Until it answers, Guide does.")
        .orElse(null);
  }

  /// What the menu shows as chosen: the conversation's model, else what the account chose last,
  /// else the default.
  public String chosen(Account account, @Nullable Conversation conversation) {
    if (conversation != null) {
      return of(account, conversation)
          .map(ModelMenu::value)
          .orElseGet(() -> value(fallback(account)));
    }
    return value(fallback(account));
  }

  /// The model that a form names.
  ///
  /// @param value `provider/model`, or the name of a model alone; blank for none
  /// @throws Problem when there is no such model
  public Optional<Model> named(Account account, String value) {
    if (value.isBlank()) {
      return Optional.empty();
    }
    int slash = value.indexOf('/');
    Optional<Model> whole =
        slash > 0
            ? model(account, value.substring(0, slash), value.substring(slash + 1))
            : Optional.empty();
    return Optional.of(
        whole
            .or(() -> alone(account, value))
            .orElseThrow(() ->
                Problem.invalid(
                    "There is no model called “%s” here. Choose one from the menu."
                        .formatted(value))));
  }

  /// The first of that name. Where a provider is named before it, no other is meant.
  private Optional<Model> alone(Account account, String name) {
    int slash = name.indexOf('/');
    if (slash > 0 && providers.named(name.substring(0, slash)).isPresent()) {
      return Optional.empty();
    }
    return models(account).stream()
        .filter(model -> model.name().equals(name))
        .filter(model -> comesByItself(account, model.provider()))
        .findFirst();
  }

  /// Who answers where nobody was named.
  public Model fallback(Account account) {
    return settings
        .model(account.id())
        .flatMap(last -> model(account, last.provider(), last.name()))
        .or(() -> preset(account).filter(model -> mayUse(account, model)))
        .or(() ->
            models(account).stream()
                .filter(model -> comesByItself(account, model.provider()))
                .findFirst())
        .orElseThrow(() -> Problem.invalid("No model is connected."));
  }

  private Optional<Model> preset(Account account) {
    return account.role() == Role.OWNER
        ? providers.defaultModel(connections.presetOfOwner(), connections::isOwners)
        : providers.defaultModel();
  }

  /// Who answers in a conversation where nobody was named: its own model while it is there.
  public Optional<Model> of(Account account, Conversation conversation) {
    return model(account, conversation.provider(), conversation.model());
  }

  /// A conversation may have a model that its owner may not use any more.
  ///
  /// @throws Problem then, with what to do
  public void check(Account account, Conversation conversation) {
    check(account, conversation.provider(), conversation.model());
  }

  /// The same for an answer's model.
  public void check(Account account, String provider, String model) {
    if (!connections.mayUse(provider, account.role())) {
      throw Problem.invalid(
          "You may not use %s any more. Choose another model below.".formatted(model));
    }
  }

  /// What someone chose is what the next new chat begins with.
  public void remember(AccountId account, Model model) {
    Settings.Chosen chosen = new Settings.Chosen(model.provider(), model.name());
    if (!model.provider().equals(Provider.BUILT_IN)
        && !settings.model(account).equals(Optional.of(chosen))) {
      settings.choose(account, chosen);
    }
  }

  private static String value(Model model) {
    return model.provider() + "/" + model.name();
  }

  /// How a model is called on pages.
  public static String label(String provider, String model) {
    return provider.equals(Provider.BUILT_IN) ? "Guide" : model;
  }
}

package chat.parley.model;

import chat.parley.problem.Problem;
import chat.parley.provider.FaultMessages;
import chat.parley.provider.Model;
import chat.parley.provider.Provider;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The model menu: who can answer, who does, and what was chosen last.
public final class ModelMenu {
  private final ModelCatalogue catalogue;
  private final ChosenModels chosen;
  private final Connections connections;

  ModelMenu(ModelCatalogue catalogue, ChosenModels chosen, Connections connections) {
    this.catalogue = catalogue;
    this.chosen = chosen;
    this.connections = connections;
  }

  /// Those that somebody may use.
  private List<Model> models(Account account) {
    return catalogue.models().stream().filter(model -> mayUse(account, model)).toList();
  }

  private boolean mayUse(Account account, Model model) {
    return connections.mayUse(model.provider(), account.role());
  }

  /// Whether what somebody writes may go there without their having said so: what the owner writes
  /// goes to nobody's server but the owner's.
  private boolean comesByItself(Account account, String provider) {
    return account.role() != Role.OWNER || connections.isOwners(provider);
  }

  /// The lines of somebody's menu, Guide last.
  public List<ModelChoice> menu(Account account) {
    List<Model> models = models(account);
    // Where there is one server, its name tells nobody anything.
    boolean several = models.stream().map(Model::provider).distinct().count() > 2;
    return models.stream()
        .map(model ->
            new ModelChoice(
                ModelRef.of(model).toString(),
                model.provider().equals(Provider.BUILT_IN)
                    ? label(model.provider(), model.name())
                    : connections.title(model),
                several ? model.provider() : ""))
        .toList();
  }

  /// Whether anyone but Guide is connected.
  boolean connected() {
    return catalogue.names().stream().anyMatch(name -> !name.equals(Provider.BUILT_IN));
  }

  /// What keeps the connected servers from answering, in one sentence; null when one of them lists
  /// its models.
  public @Nullable String trouble(Account account) {
    if (menu(account).stream()
        .anyMatch(choice -> !choice.value().startsWith(Provider.BUILT_IN + "/"))) {
      return null;
    }
    return catalogue.names().stream()
        .flatMap(name -> catalogue.trouble(name).stream())
        .findFirst()
        .map(fault -> FaultMessages.reason(fault.kind()) + " Until it answers, Guide does.")
        .orElse(null);
  }

  /// What the menu shows as chosen: a conversation's model, else what the account chose last, else
  /// the default.
  ///
  /// @param present the model of the conversation, or null outside of one
  public String chosen(Account account, @Nullable ModelRef present) {
    return ModelRef.of(
            Optional.ofNullable(present)
                .flatMap(model -> of(account, model))
                .orElseGet(() -> fallback(account)))
        .toString();
  }

  /// The model that a form names.
  ///
  /// @param value `provider/model`, or the name of a model alone; blank for none
  /// @throws Problem when there is no such model
  public Optional<Model> named(Account account, String value) {
    if (value.isBlank()) {
      return Optional.empty();
    }
    Optional<Model> whole = ModelRef.parse(value).flatMap(model -> of(account, model));
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
    if (ModelRef.parse(name).flatMap(one -> catalogue.named(one.provider())).isPresent()) {
      return Optional.empty();
    }
    return models(account).stream()
        .filter(model -> model.name().equals(name))
        .filter(model -> comesByItself(account, model.provider()))
        .findFirst();
  }

  /// Who answers where nobody was named.
  public Model fallback(Account account) {
    return chosen
        .of(account.id())
        .flatMap(last -> of(account, last))
        .or(() -> preset(account).filter(model -> mayUse(account, model)))
        .or(() ->
            models(account).stream()
                .filter(model -> comesByItself(account, model.provider()))
                .findFirst())
        .orElseThrow(() -> Problem.invalid("No model is connected."));
  }

  private Optional<Model> preset(Account account) {
    return account.role() == Role.OWNER
        ? catalogue.defaultModel(connections.preferredByOwner(), connections::isOwners)
        : catalogue.defaultModel();
  }

  /// Who answers in a conversation where nobody was named: its own model while it is there.
  public Optional<Model> of(Account account, ModelRef model) {
    return catalogue.model(model.provider(), model.name()).filter(one -> mayUse(account, one));
  }

  /// A conversation may have a model that its owner may not use any more.
  ///
  /// @throws Problem then, with what to do
  public void check(Account account, ModelRef model) {
    if (!connections.mayUse(model.provider(), account.role())) {
      throw Problem.invalid(
          "You may not use %s any more. Choose another model below.".formatted(model.name()));
    }
  }

  /// What someone chose is what the next new chat begins with.
  public void remember(AccountId account, Model model) {
    ModelRef last = ModelRef.of(model);
    if (!last.isBuiltIn() && !chosen.of(account).equals(Optional.of(last))) {
      chosen.choose(account, last);
    }
  }

  /// How a model is called on pages.
  public static String label(String provider, String model) {
    return provider.equals(Provider.BUILT_IN) ? "Guide" : model;
  }
}

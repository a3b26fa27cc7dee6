package chat.parley.settings;

import chat.parley.http.Form;
import chat.parley.model.ModelChoice;
import chat.parley.model.ModelMenu;
import chat.parley.model.ModelRef;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// How somebody's chats begin: with which model, and with what said in front of them.
final class ChatPreferences {
  private final Preferences preferences;
  private final ModelMenu menu;
  private final UnaryOperator<String> normalised;

  /// @param normalised a text as all texts here are: its ends of lines, and what is no character
  ChatPreferences(Preferences preferences, ModelMenu menu, UnaryOperator<String> normalised) {
    this.preferences = preferences;
    this.menu = menu;
    this.normalised = normalised;
  }

  SettingsView.Chats of(Account account) {
    String chosen = kept(account.id());
    return new SettingsView.Chats(
        menu(account, chosen), chosen, preferences.systemPrompt(account.id()));
  }

  /// What stands in the fields of a form that was refused.
  SettingsView.Chats of(Account account, Form form) {
    return new SettingsView.Chats(
        menu(account, kept(account.id())), form.value("model"), form.value("system-prompt"));
  }

  /// @throws chat.parley.problem.Problem at the field that is wrong
  void keep(Account account, Form form) {
    preferences.prefer(
        account.id(),
        model(account, form.value("model")),
        normalised.apply(form.value("system-prompt")).strip());
  }

  /// One that was chosen before stays, also while its server does not answer.
  private Optional<ModelRef> model(Account account, String value) {
    Optional<ModelRef> before = preferences.defaultModel(account.id());
    if (before.filter(model -> model.toString().equals(value)).isPresent()) {
      return before;
    }
    try {
      return menu.named(account, value).map(ModelRef::of);
    } catch (chat.parley.problem.Problem problem) {
      throw problem.at("model-error");
    }
  }

  private String kept(AccountId account) {
    return preferences.defaultModel(account).map(ModelRef::toString).orElse("");
  }

  private List<ModelChoice> menu(Account account, String kept) {
    List<ModelChoice> choices = new ArrayList<>(menu.menu(account));
    if (!kept.isEmpty() && choices.stream().noneMatch(choice -> choice.value().equals(kept))) {
      choices.add(new ModelChoice(kept, kept, "not there at present"));
    }
    return choices;
  }
}

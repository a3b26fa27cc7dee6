package chat.parley.settings;

import chat.parley.chat.ComposerView.ModelChoice;
import chat.parley.http.Form;
import chat.parley.markdown.Source;
import chat.parley.model.ModelMenu;
import chat.parley.provider.Model;
import chat.parley.settings.Settings.Chosen;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How somebody's chats begin: with which model, and with what said in front of them.
public final class ChatPreferences {
  private final Settings settings;
  private final ModelMenu choices;

  public ChatPreferences(Settings settings, ModelMenu choices) {
    this.settings = settings;
    this.choices = choices;
  }

  SettingsView.Chats of(Account account) {
    String chosen = kept(account.id());
    return new SettingsView.Chats(
        menu(account, chosen), chosen, settings.systemPrompt(account.id()));
  }

  /// What stands in the fields of a form that was refused.
  SettingsView.Chats of(Account account, Form form) {
    return new SettingsView.Chats(
        menu(account, kept(account.id())), form.value("model"), form.value("system-prompt"));
  }

  /// @throws chat.parley.problem.Problem at the field that is wrong
  void keep(Account account, Form form) {
    settings.prefer(
        account.id(),
        model(account, form.value("model")),
        Source.normalise(form.value("system-prompt")).strip());
  }

  /// One that was chosen before stays, also while its server does not answer.
  private Optional<Chosen> model(Account account, String value) {
    Optional<Chosen> before = settings.defaultModel(account.id());
    if (before.filter(model -> value(model).equals(value)).isPresent()) {
      return before;
    }
    try {
      return choices.named(account, value).map(ChatPreferences::chosen);
    } catch (chat.parley.problem.Problem problem) {
      throw problem.at("model-error");
    }
  }

  private static Chosen chosen(Model model) {
    return new Chosen(model.provider(), model.name());
  }

  private String kept(AccountId account) {
    return settings.defaultModel(account).map(ChatPreferences::value).orElse("");
  }

  private List<ModelChoice> menu(Account account, String kept) {
    List<ModelChoice> menu = new ArrayList<>(choices.menu(account));
    if (!kept.isEmpty() && menu.stream().noneMatch(choice -> choice.value().equals(kept))) {
      menu.add(new ModelChoice(kept, kept, "not there at present"));
    }
    return menu;
  }

  private static String value(Chosen model) {
    return model.provider() + "/" + model.name();
  }
}

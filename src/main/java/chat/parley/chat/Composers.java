package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.generation.Transcript.Branch;
import chat.parley.model.ModelMenu;
import chat.parley.model.ModelRef;
import chat.parley.usage.Quota;
import chat.parley.user.Account;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The form in which people write, below a chat and on the home page.
final class Composers {
  private final ModelMenu menu;
  private final Quota quota;
  private final Supplier<String> keys;

  /// @param keys makes a new key for each composer, by which what is sent twice is known
  Composers(ModelMenu menu, Quota quota, Supplier<String> keys) {
    this.menu = menu;
    this.quota = quota;
    this.keys = keys;
  }

  /// What stands in the field, and what is wrong with it.
  record ComposerInput(String text, @Nullable String error, @Nullable String model) {
    static final ComposerInput NOTHING = new ComposerInput("", null, null);
  }

  ModelMenu menu() {
    return menu;
  }

  /// @param branch that it continues; null = it begins a chat
  ComposerView of(Account account, @Nullable Branch branch, ComposerInput entered) {
    Conversation conversation = branch == null ? null : branch.conversation();
    String chat = conversation == null ? null : conversation.id().value();
    return new ComposerView(
        chat == null ? "/messages" : "/chat/" + chat + "/messages",
        chat,
        entered.text(),
        entered.error(),
        menu.menu(account),
        entered.model() != null
            ? entered.model()
            : menu.chosen(account, conversation == null ? null : model(conversation)),
        keys.get(),
        branch == null ? 0 : branch.leaf(),
        branch == null ? null : Fragments.stoppable(branch),
        // What is wrong says it already.
        entered.error() == null ? quota.warning(account).orElse(null) : null);
  }

  /// The model that a chat is held with.
  static ModelRef model(Conversation conversation) {
    return new ModelRef(conversation.provider(), conversation.model());
  }
}

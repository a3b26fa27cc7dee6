package chat.parley.page;

import chat.parley.chat.ChatView;
import chat.parley.chat.ComposerView;
import chat.parley.chat.Fragments;
import chat.parley.chat.MessageRenderer;
import chat.parley.chat.Sidebar;
import chat.parley.chat.SidebarView;
import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.generation.Transcript.Branch;
import chat.parley.http.Assets;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.model.LocalServerOffers;
import chat.parley.model.ModelMenu;
import chat.parley.templates.StaticTemplates;
import chat.parley.usage.Quota;
import chat.parley.user.Account;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts pages together: the shell around them, the composer in them, whole or as the part that htmx
/// swaps.
public final class Layout {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Assets assets;
  private final Sidebar sidebars;
  private final ModelMenu choices;
  private final LocalServerOffers offers;
  private final MessageRenderer views;
  private final Quota quota;
  private final Supplier<String> keys;

  /// @param keys makes a new key for each composer
  public Layout(
      Assets assets,
      Sidebar sidebars,
      ModelMenu choices,
      LocalServerOffers offers,
      MessageRenderer views,
      Quota quota,
      Supplier<String> keys) {
    this.assets = assets;
    this.sidebars = sidebars;
    this.choices = choices;
    this.offers = offers;
    this.views = views;
    this.quota = quota;
    this.keys = keys;
  }

  /// What stands in the field, and what is wrong with it.
  public record Draft(String text, @Nullable String error, @Nullable String model) {
    public static final Draft EMPTY = new Draft("", null, null);
  }

  public Assets assets() {
    return assets;
  }

  /// What surrounds a page that is no chat.
  public Page shell(Request exchange, String title) {
    return new Page(
        title,
        Page.Person.of(exchange),
        choices.connected(),
        null,
        sidebars.of(exchange.account(), null));
  }

  public Response home(Request exchange, SidebarView sidebar, int status, Draft draft) {
    Page shell =
        new Page(
            "Parley",
            Page.Person.of(exchange),
            choices.connected(),
            choices.trouble(exchange.person()),
            sidebar,
            !choices.connected() && exchange.person().role().isStaff()
                ? offers.open(exchange.person())
                : List.of());
    ComposerView composer = composer(exchange.person(), null, draft);
    return new Response.Html(
        status,
        exchange.wants() == Request.Wants.FRAGMENT
            ? TEMPLATES.homeFragment(shell, assets, composer)
            : TEMPLATES.homeFull(shell, assets, composer));
  }

  public Response home(Request exchange, int status, Draft draft) {
    return home(exchange, sidebars.of(exchange.account(), null), status, draft);
  }

  public Response chat(Request exchange, Branch branch, boolean atEnd, int status, Draft draft) {
    Conversation conversation = branch.conversation();
    ConversationId id = conversation.id();
    MessageRenderer.Shown shown = views.show(branch);
    Page shell =
        new Page(
            conversation.title() + " · Parley",
            Page.Person.of(exchange),
            choices.connected(),
            null,
            sidebars.of(exchange.account(), id));
    ChatView view =
        new ChatView(
            id.value(),
            conversation.title(),
            shown.messages(),
            Fragments.earlierUrl(branch),
            atEnd ? null : Urls.branch(id, branch.leaf()),
            shown.position().toString(),
            // Only in a whole page: what htmx swaps is parsed as if scripting were off.
            atEnd && exchange.wants() == Request.Wants.PAGE ? Fragments.stoppable(branch) : null,
            composer(exchange.person(), branch, draft));
    return new Response.Html(
        status,
        exchange.wants() == Request.Wants.FRAGMENT
            ? TEMPLATES.chatFragment(shell, assets, view)
            : TEMPLATES.chatFull(shell, assets, view));
  }

  /// A composer alone: a fresh one after sending, or the same with what is wrong.
  public Response composer(Request exchange, @Nullable Branch branch, int status, Draft draft) {
    return new Response.Html(
        status, TEMPLATES.chatComposer(composer(exchange.person(), branch, draft), assets));
  }

  private ComposerView composer(Account account, @Nullable Branch branch, Draft draft) {
    Conversation conversation = branch == null ? null : branch.conversation();
    String chat = conversation == null ? null : conversation.id().value();
    return new ComposerView(
        chat == null ? "/messages" : "/chat/" + chat + "/messages",
        chat,
        draft.text(),
        draft.error(),
        choices.menu(account),
        draft.model() != null ? draft.model() : choices.chosen(account, conversation),
        keys.get(),
        branch == null ? 0 : branch.leaf(),
        branch == null ? null : Fragments.stoppable(branch),
        // What is wrong says it already.
        draft.error() == null ? quota.warning(account).orElse(null) : null);
  }
}

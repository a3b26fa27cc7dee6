package chat.parley.chat;

import chat.parley.chat.Composers.ComposerInput;
import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.generation.Transcript.Branch;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.model.LocalServerOffers;
import chat.parley.model.ModelMenu;
import chat.parley.model.ModelModule;
import chat.parley.page.Layout;
import chat.parley.page.Page;
import chat.parley.page.SidebarView;
import chat.parley.templates.StaticTemplates;
import chat.parley.usage.Quota;
import chat.parley.user.Account;
import chat.parley.user.Ids;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The home page and the page of a chat, whole or as the part that htmx swaps.
public final class ChatPages {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Layout layout;
  private final Sidebar sidebar;
  private final Composers composers;
  private final Fragments fragments;
  private final LocalServerOffers offers;

  public ChatPages(
      Layout layout, Sidebar sidebar, ModelModule models, Quota quota, Fragments fragments) {
    this.layout = layout;
    this.sidebar = sidebar;
    this.composers = new Composers(models.menu(), quota, Ids::next);
    this.fragments = fragments;
    this.offers = models.offers();
  }

  Sidebar sidebar() {
    return sidebar;
  }

  ModelMenu menu() {
    return composers.menu();
  }

  Fragments fragments() {
    return fragments;
  }

  Response home(Request request, int status, ComposerInput entered) {
    return home(request, sidebar.of(request.account(), null), status, entered);
  }

  Response home(Request request, SidebarView chats, int status, ComposerInput entered) {
    Account account = request.user().account();
    Page page = layout.page(request, "Parley", chats);
    HomeView view =
        new HomeView(
            composers.menu().trouble(account),
            !page.modelConnected() && account.role().isStaff() ? offers.open(account) : List.of());
    ComposerView composer = composers.of(account, null, entered);
    return new Response.Html(
        status,
        request.wants() == Request.Wants.FRAGMENT
            ? TEMPLATES.chatHomeFragment(page, layout.assets(), view, composer)
            : TEMPLATES.chatHomeFull(page, layout.assets(), view, composer));
  }

  /// @param atEnd whether the branch is shown to its end
  Response chat(Request request, Branch branch, boolean atEnd, int status, ComposerInput entered) {
    Conversation conversation = branch.conversation();
    ConversationId id = conversation.id();
    MessageRenderer.RenderedBranch shown = fragments.renderer().show(branch);
    Page page =
        layout.page(request, conversation.title() + " · Parley", sidebar.of(request.account(), id));
    ChatView view =
        new ChatView(
            id.value(),
            conversation.title(),
            shown.messages(),
            Fragments.earlierUrl(branch),
            atEnd ? null : Urls.branch(id, branch.leaf()),
            shown.position().toString(),
            // Only in a whole page: what htmx swaps is parsed as if scripting were off.
            atEnd && request.wants() == Request.Wants.PAGE ? Fragments.stoppable(branch) : null,
            composers.of(request.user().account(), branch, entered));
    return new Response.Html(
        status,
        request.wants() == Request.Wants.FRAGMENT
            ? TEMPLATES.chatFragment(page, layout.assets(), view)
            : TEMPLATES.chatFull(page, layout.assets(), view));
  }

  /// A composer alone: a fresh one after sending, or the same with what is wrong.
  Response composer(Request request, @Nullable Branch branch, int status, ComposerInput entered) {
    return new Response.Html(
        status,
        TEMPLATES.chatComposer(
            composers.of(request.user().account(), branch, entered), layout.assets()));
  }
}

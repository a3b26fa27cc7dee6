package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.conversation.OwnedConversations;
import chat.parley.generation.Submissions;
import chat.parley.http.Request;
import chat.parley.http.Request.Wants;
import chat.parley.http.Response;
import chat.parley.live.Channels;
import chat.parley.page.SidebarView;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import java.util.Map;

/// The list of chats, and what is done with one as a whole.
public final class ChatListController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Conversations conversations;
  private final Sidebar sidebars;
  private final ChatPages pages;
  private final Channels feeds;
  private final Submissions submissions;

  public ChatListController(
      Conversations conversations,
      Sidebar sidebars,
      ChatPages pages,
      Channels feeds,
      Submissions submissions) {
    this.conversations = conversations;
    this.sidebars = sidebars;
    this.pages = pages;
    this.feeds = feeds;
    this.submissions = submissions;
  }

  /// The chats after one in the list.
  public Response older(Request exchange) {
    ConversationId last = new ConversationId(exchange.query("after").orElse(""));
    SidebarView view =
        sidebars.after(exchange.account(), last).orElseThrow(OwnedConversations::notThere);
    return exchange.wants() == Wants.FRAGMENT
        ? new Response.Html(200, TEMPLATES.layoutGroups(view))
        : pages.home(exchange, view, 200, Composers.Entered.NOTHING);
  }

  public Response rename(Request exchange) {
    ConversationId id = ConversationId.named(exchange.part("id"));
    try {
      conversations.of(exchange.account()).rename(id, exchange.form().value("title"));
    } catch (Problem problem) {
      throw problem.at("title-error");
    }
    feeds.changed(id.value());
    return done(exchange, Urls.chat(id), new Response.Done(Map.of()));
  }

  public Response delete(Request exchange) {
    ConversationId id = ConversationId.named(exchange.part("id"));
    conversations.of(exchange.account()).delete(id);
    feeds.changed(id.value());
    String address = "/?deleted=" + id.value();
    return done(exchange, address, MessagesController.goTo(address));
  }

  public Response restore(Request exchange) {
    ConversationId id = ConversationId.named(exchange.part("id"));
    conversations.of(exchange.account()).restore(id);
    submissions.takeUp(id);
    return done(exchange, Urls.chat(id), MessagesController.goTo(Urls.chat(id)));
  }

  /// The home page, where a chat that was deleted just now can be brought back.
  public Response home(Request exchange) {
    Composers.Entered draft = new Composers.Entered(exchange.query("text").orElse(""), null, null);
    Conversation deleted =
        exchange
            .query("deleted")
            .flatMap(id -> conversations.of(exchange.account()).deleted(new ConversationId(id)))
            .orElse(null);
    return deleted == null
        ? pages.home(exchange, 200, draft)
        : pages.home(exchange, sidebars.afterDeletion(exchange.account(), deleted), 200, draft);
  }

  private static Response done(Request exchange, String address, Response fragment) {
    return switch (exchange.wants()) {
      case FRAGMENT -> fragment;
      case JSON -> new Response.Json(200, Map.of("url", address));
      case PAGE, TEXT -> new Response.SeeOther(address);
    };
  }
}

package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.conversation.OwnedConversations;
import chat.parley.generation.GenerationModule;
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
final class ChatListController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Conversations conversations;
  private final Channels channels;
  private final Submissions submissions;
  private final ChatPages pages;

  ChatListController(GenerationModule generation, ChatPages pages) {
    this.conversations = generation.conversations();
    this.channels = generation.channels();
    this.submissions = generation.submissions();
    this.pages = pages;
  }

  /// The chats after one in the list.
  Response older(Request request) {
    ConversationId last = new ConversationId(request.query("after").orElse(""));
    SidebarView view =
        pages.sidebar().after(request.account(), last).orElseThrow(OwnedConversations::notThere);
    return request.wants() == Wants.FRAGMENT
        ? new Response.Html(200, TEMPLATES.pageGroups(view))
        : pages.home(request, view, 200, Composers.ComposerInput.NOTHING);
  }

  Response rename(Request request) {
    ConversationId id = ConversationId.named(request.part("id"));
    try {
      conversations.of(request.account()).rename(id, request.form().value("title"));
    } catch (Problem problem) {
      throw problem.at("title-error");
    }
    channels.changed(id.value());
    return done(request, Urls.chat(id), new Response.Empty(Map.of()));
  }

  Response delete(Request request) {
    ConversationId id = ConversationId.named(request.part("id"));
    conversations.of(request.account()).delete(id);
    channels.changed(id.value());
    String address = "/?deleted=" + id.value();
    return done(request, address, MessagesController.goTo(address));
  }

  Response restore(Request request) {
    ConversationId id = ConversationId.named(request.part("id"));
    conversations.of(request.account()).restore(id);
    submissions.takeUp(id);
    return done(request, Urls.chat(id), MessagesController.goTo(Urls.chat(id)));
  }

  /// The home page, where a chat that was deleted just now can be brought back.
  Response home(Request request) {
    Composers.ComposerInput draft =
        new Composers.ComposerInput(request.query("text").orElse(""), null, null);
    Conversation deleted =
        request
            .query("deleted")
            .flatMap(id -> conversations.of(request.account()).deleted(new ConversationId(id)))
            .orElse(null);
    return deleted == null
        ? pages.home(request, 200, draft)
        : pages.home(
            request, pages.sidebar().afterDeletion(request.account(), deleted), 200, draft);
  }

  private static Response done(Request request, String address, Response fragment) {
    return switch (request.wants()) {
      case FRAGMENT -> fragment;
      case JSON -> new Response.JsonBody(200, Map.of("url", address));
      case PAGE, TEXT -> new Response.SeeOther(address);
    };
  }
}

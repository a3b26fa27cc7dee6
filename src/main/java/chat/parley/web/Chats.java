package chat.parley.web;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.conversation.OwnedConversations;
import chat.parley.generation.Submissions;
import chat.parley.live.Feeds;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.web.Exchange.Wants;
import java.util.Map;

/// The list of chats, and what is done with one as a whole.
final class Chats {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Conversations conversations;
  private final Sidebars sidebars;
  private final Stage stage;
  private final Feeds feeds;
  private final Submissions submissions;

  Chats(
      Conversations conversations,
      Sidebars sidebars,
      Stage stage,
      Feeds feeds,
      Submissions submissions) {
    this.conversations = conversations;
    this.sidebars = sidebars;
    this.stage = stage;
    this.feeds = feeds;
    this.submissions = submissions;
  }

  /// The chats after one in the list.
  Reply older(Exchange exchange) {
    ConversationId last = new ConversationId(exchange.query("after").orElse(""));
    SidebarView view =
        sidebars.after(exchange.account(), last).orElseThrow(OwnedConversations::notThere);
    return exchange.wants() == Wants.FRAGMENT
        ? new Reply.Html(200, TEMPLATES.layoutGroups(view))
        : stage.home(exchange, view, 200, Stage.Draft.EMPTY);
  }

  Reply rename(Exchange exchange) {
    ConversationId id = exchange.conversation();
    try {
      conversations.of(exchange.account()).rename(id, exchange.form().value("title"));
    } catch (Problem problem) {
      throw problem.at("title-error");
    }
    feeds.changed(id.value());
    return done(exchange, Addresses.chat(id), new Reply.Done(Map.of()));
  }

  Reply delete(Exchange exchange) {
    ConversationId id = exchange.conversation();
    conversations.of(exchange.account()).delete(id);
    feeds.changed(id.value());
    String address = "/?deleted=" + id.value();
    return done(exchange, address, Letters.goTo(address));
  }

  Reply restore(Exchange exchange) {
    ConversationId id = exchange.conversation();
    conversations.of(exchange.account()).restore(id);
    submissions.takeUp(id);
    return done(exchange, Addresses.chat(id), Letters.goTo(Addresses.chat(id)));
  }

  /// The home page, where a chat that was deleted just now can be brought back.
  Reply home(Exchange exchange) {
    Stage.Draft draft = new Stage.Draft(exchange.query("text").orElse(""), null, null);
    Conversation deleted =
        exchange
            .query("deleted")
            .flatMap(id -> conversations.of(exchange.account()).deleted(new ConversationId(id)))
            .orElse(null);
    return deleted == null
        ? stage.home(exchange, 200, draft)
        : stage.home(exchange, sidebars.afterDeletion(exchange.account(), deleted), 200, draft);
  }

  private static Reply done(Exchange exchange, String address, Reply fragment) {
    return switch (exchange.wants()) {
      case FRAGMENT -> fragment;
      case JSON -> new Reply.Json(200, Map.of("url", address));
      case PAGE, TEXT -> new Reply.SeeOther(address);
    };
  }
}

package chat.parley.chat;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Chats: what is written, read and streamed.
final class ChatRoutes implements Routes {
  private final ChatController chats;
  private final MessagesController messages;
  private final ChatListController list;
  private final StreamsController streams;
  private final PlainController plain;

  ChatRoutes(
      ChatController chats,
      MessagesController messages,
      ChatListController list,
      StreamsController streams,
      PlainController plain) {
    this.chats = chats;
    this.messages = messages;
    this.list = list;
    this.streams = streams;
    this.plain = plain;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/", Permission.SIGNED_IN, list::home)
        .get("/chats", Permission.SIGNED_IN, list::older)
        .post("/messages", Permission.SIGNED_IN, messages::begin)
        .get("/chat/{id}", Permission.SIGNED_IN, chats::chat)
        .post("/chat/{id}/messages", Permission.SIGNED_IN, messages::send)
        .post("/chat/{id}/answers", Permission.SIGNED_IN, messages::answer)
        .post("/chat/{id}/cancellation", Permission.SIGNED_IN, messages::stop)
        .post("/chat/{id}/title", Permission.SIGNED_IN, list::rename)
        .post("/chat/{id}/deletion", Permission.SIGNED_IN, list::delete)
        .post("/chat/{id}/restoration", Permission.SIGNED_IN, list::restore)
        .get("/chat/{id}/text/{message}", Permission.SIGNED_IN, chats::text)
        .get("/chat/{id}/growing/{message}", Permission.SIGNED_IN, plain::growing)
        .events("/chat/{id}/updates", Permission.SIGNED_IN, streams::updates)
        .events("/sse/{id}", Permission.SIGNED_IN, streams::stream);
  }
}

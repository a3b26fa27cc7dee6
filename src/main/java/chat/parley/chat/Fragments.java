package chat.parley.chat;

import chat.parley.chat.MessageRenderer.MessageBody;
import chat.parley.conversation.Conversation;
import chat.parley.generation.Generation;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.Assets;
import chat.parley.live.Partial;
import chat.parley.templates.StaticTemplates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pieces of a chat page that frames replace, each by the template that made it in the page.
public final class Fragments {
  private final StaticTemplates templates = new StaticTemplates();
  private final MessageRenderer renderer;
  private final Assets assets;

  public Fragments(MessageRenderer renderer, Assets assets) {
    this.renderer = renderer;
    this.assets = assets;
  }

  MessageRenderer renderer() {
    return renderer;
  }

  Assets assets() {
    return assets;
  }

  /// The messages of a page.
  String messages(Branch branch) {
    return messages(branch, renderer.show(branch).messages());
  }

  /// The place of the messages of a page, with those that it begins with.
  String messages(Branch branch, List<MessageView> messages) {
    return templates.chatMessages(messages, earlierUrl(branch), assets).render();
  }

  static @Nullable String earlierUrl(Branch branch) {
    return branch.hasEarlier()
        ? Urls.before(branch.conversation().id(), branch.entries().getFirst().number())
        : null;
  }

  String message(Conversation conversation, TranscriptEntry entry, MessageBody body) {
    return templates.chatMessage(renderer.view(conversation, entry, body), assets).render();
  }

  /// An article that the page has: everything but its body.
  String article(Conversation conversation, TranscriptEntry entry) {
    return Partial.html(
        "#message-" + entry.number(), "outerMorph", message(conversation, entry, MessageBody.NONE));
  }

  String body(int message, String blocks, String tail) {
    return Partial.html(
        "#body-" + message,
        "innerHTML",
        blocks + "<div class=\"tail\" id=\"tail-" + message + "\">" + tail + "</div>");
  }

  String status(int message, MessageView.StatusView status) {
    return Partial.html(
        "#status-" + message, "outerHTML", templates.chatStatus(message, status).render());
  }

  /// What a change of a conversation touches outside its messages.
  String surroundings(Branch branch) {
    Conversation conversation = branch.conversation();
    return templates
        .chatSurroundings(
            conversation.id().value(),
            conversation.title(),
            branch.leaf(),
            stoppable(branch),
            assets)
        .render();
  }

  /// The answer that Stop would stop.
  static @Nullable Integer stoppable(Branch branch) {
    return branch
        .running()
        .or(() -> branch.open().stream().findFirst())
        .map(Generation::message)
        .orElse(null);
  }
}

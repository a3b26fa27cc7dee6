package chat.parley.chat;

import chat.parley.conversation.ConversationId;
import chat.parley.conversation.OwnedConversations;
import chat.parley.generation.Transcript;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.Request;
import chat.parley.http.Request.Wants;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The pages that people open.
final class ChatController {
  private final ChatPages pages;
  private final Transcript transcript;
  private final Fragments fragments;
  private final PlainController streams;

  ChatController(
      ChatPages pages, Transcript transcript, Fragments fragments, PlainController streams) {
    this.pages = pages;
    this.transcript = transcript;
    this.fragments = fragments;
    this.streams = streams;
  }

  Response chat(Request request) throws InterruptedException {
    ConversationId id = ConversationId.named(request.part("id"));
    int before = request.queryNumber("before");
    int through = request.queryNumber("branch");
    Wants wants = request.wants();
    if (wants == Wants.TEXT) {
      return streams.text(request, whole(request, through));
    }
    if (wants == Wants.JSON) {
      return new Response.JsonBody(200, ChatJson.of(whole(request, through)));
    }
    if (before > 0) {
      return earlier(request, find(transcript.before(request.account(), id, before)));
    }
    if (request.query("at").filter("beginning"::equals).isPresent()) {
      return pages.chat(
          request,
          find(transcript.beginning(request.account(), id, through)),
          false,
          200,
          Composers.ComposerInput.NOTHING);
    }
    return pages.chat(
        request,
        find(transcript.end(request.account(), id, through)),
        true,
        200,
        Composers.ComposerInput.NOTHING);
  }

  /// One message as it was written.
  Response text(Request request) {
    int message = Request.number(request.part("message"));
    return transcript
        .message(request.account(), ConversationId.named(request.part("id")), message)
        .<Response>map(entry -> new Response.PlainBody(200, entry.written().text()))
        .orElseThrow(() -> Problem.notFound("There is no such message."));
  }

  /// Programs get all of a branch: who exports a chat would not notice that only its end came.
  private Branch whole(Request request, int through) {
    ConversationId id = ConversationId.named(request.part("id"));
    Branch end = find(transcript.end(request.account(), id, through));
    Deque<TranscriptEntry> entries = new ArrayDeque<>(end.entries());
    Branch oldest = end;
    while (oldest.hasEarlier()) {
      int first = oldest.entries().getFirst().number();
      oldest = find(transcript.before(request.account(), id, first));
      oldest.entries().reversed().forEach(entries::addFirst);
    }
    return new Branch(end.conversation(), end.leaf(), List.copyOf(entries), end.open());
  }

  private Response earlier(Request request, Branch branch) {
    return request.wants() == Wants.FRAGMENT
        ? new Response.Markup(200, fragments.messages(branch))
        : pages.chat(request, branch, false, 200, Composers.ComposerInput.NOTHING);
  }

  private static Branch find(Optional<Branch> branch) {
    return branch.orElseThrow(OwnedConversations::notThere);
  }
}

package chat.parley.chat;

import chat.parley.conversation.ConversationId;
import chat.parley.conversation.OwnedConversations;
import chat.parley.generation.Transcript;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.Request;
import chat.parley.http.Request.Wants;
import chat.parley.http.Response;
import chat.parley.http.StaticFiles;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The pages that people open.
public final class ChatController {
  private final Layout stage;
  private final Transcript transcript;
  private final MessageRenderer views;
  private final Fragments parts;
  private final PlainController streams;
  private final StaticFiles files;
  private final Supplier<Optional<String>> trouble;
  private volatile boolean draining;

  /// @param trouble what is the matter while pages are served all the same
  public ChatController(
      Layout stage,
      StreamCursor.Reading reading,
      PlainController streams,
      StaticFiles files,
      Supplier<Optional<String>> trouble) {
    this.trouble = trouble;
    this.stage = stage;
    this.transcript = reading.transcript();
    this.views = reading.views();
    this.parts = reading.parts();
    this.streams = streams;
    this.files = files;
  }

  public Response up(Request exchange) {
    return draining
        ? new Response.Text(503, "stopping\n")
        : new Response.Text(200, "ok\n" + trouble.get().map(what -> what + "\n").orElse(""));
  }

  /// Says to those who ask whether Parley is up that it is about to stop.
  public void drain() {
    draining = true;
  }

  public Response file(Request exchange) {
    Map<String, String> path = exchange.path();
    String name =
        String.join(
            "/",
            List.of("folder", "sub", "deep", "name").stream()
                .map(part -> path.getOrDefault(part, ""))
                .filter(part -> !part.isEmpty())
                .toList());
    // A page from before an update that needs one more script gets today's, which it must not keep.
    boolean current = files.version().equals(path.getOrDefault("version", ""));
    return files
        .find(name)
        .<Response>map(file -> new Response.File(file, current))
        .orElseThrow(() -> Problem.notFound("There is no such file."));
  }

  public Response chat(Request exchange) throws InterruptedException {
    ConversationId id = exchange.conversation();
    int before = exchange.queryNumber("before");
    int through = exchange.queryNumber("branch");
    Wants wants = exchange.wants();
    if (wants == Wants.TEXT) {
      return streams.text(exchange, whole(exchange, through));
    }
    if (wants == Wants.JSON) {
      return new Response.Json(200, ChatJson.of(whole(exchange, through)));
    }
    if (before > 0) {
      return earlier(exchange, find(transcript.before(exchange.account(), id, before)));
    }
    if (exchange.query("at").filter("beginning"::equals).isPresent()) {
      return stage.chat(
          exchange,
          find(transcript.beginning(exchange.account(), id, through)),
          false,
          200,
          Layout.Draft.EMPTY);
    }
    return stage.chat(
        exchange,
        find(transcript.end(exchange.account(), id, through)),
        true,
        200,
        Layout.Draft.EMPTY);
  }

  /// One message as it was written.
  public Response text(Request exchange) {
    int message = Request.number(exchange.path().getOrDefault("message", ""));
    return transcript
        .message(exchange.account(), exchange.conversation(), message)
        .<Response>map(entry -> new Response.Text(200, entry.written().text()))
        .orElseThrow(() -> Problem.notFound("There is no such message."));
  }

  /// Programs get all of a branch: who exports a chat would not notice that only its end came.
  private Branch whole(Request exchange, int through) {
    ConversationId id = exchange.conversation();
    Branch end = find(transcript.end(exchange.account(), id, through));
    Deque<TranscriptEntry> entries = new ArrayDeque<>(end.entries());
    Branch oldest = end;
    while (oldest.hasEarlier()) {
      int first = oldest.entries().getFirst().number();
      oldest = find(transcript.before(exchange.account(), id, first));
      oldest.entries().reversed().forEach(entries::addFirst);
    }
    return new Branch(end.conversation(), end.leaf(), List.copyOf(entries), end.open());
  }

  private Response earlier(Request exchange, Branch branch) {
    return exchange.wants() == Wants.FRAGMENT
        ? new Response.Markup(200, parts.messages(branch, views.show(branch).messages()))
        : stage.chat(exchange, branch, false, 200, Layout.Draft.EMPTY);
  }

  private static Branch find(Optional<Branch> branch) {
    return branch.orElseThrow(OwnedConversations::notThere);
  }
}

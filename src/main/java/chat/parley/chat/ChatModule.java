package chat.parley.chat;

import chat.parley.conversation.Conversations;
import chat.parley.database.Ids;
import chat.parley.generation.Submissions;
import chat.parley.generation.Transcript;
import chat.parley.http.Routes;
import chat.parley.http.StaticFiles;
import chat.parley.live.Channels;
import chat.parley.markdown.Markdown;
import chat.parley.model.ModelMenu;
import chat.parley.model.ModelModule;
import chat.parley.page.Layout;
import chat.parley.usage.MessageRateLimit;
import chat.parley.usage.UsageModule;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// The parts of this room, built in the order in which they need each other.
public final class ChatModule implements AutoCloseable {
  /// How long streams may take to say farewell when the process ends.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final StreamsController streams;
  private final PlainController plain;
  private final ChatController chats;
  private final MessagesController messages;
  private final ChatListController list;

  public record Sources(
      Conversations conversations,
      Submissions submissions,
      Transcript transcript,
      Channels channels,
      Markdown markdown) {}

  /// @param isOpen whether a session goes on
  public ChatModule(
      Sources sources,
      ModelModule models,
      ModelMenu menu,
      UsageModule usage,
      Sidebar sidebar,
      StaticFiles files,
      Layout layout,
      StreamTimings timings,
      StreamQuota quota,
      Predicate<String> isOpen) {
    MessageRenderer renderer = new MessageRenderer(sources.markdown(), sources.channels());
    StreamCursor.Reading reading =
        new StreamCursor.Reading(sources.transcript(), renderer, new Fragments(files), timings);
    ChatPages pages =
        new ChatPages(
            layout,
            sidebar,
            new Composers(menu, usage.quota(), Ids::next),
            renderer,
            models.offers());
    this.streams = new StreamsController(sources.channels(), reading, files, isOpen, quota);
    this.plain = new PlainController(sources.channels(), reading, files, quota);
    this.chats = new ChatController(pages, reading, plain);
    this.messages =
        new MessagesController(
            sources.submissions(),
            menu,
            pages,
            sources.transcript(),
            new MessageRateLimit(usage.quota()));
    this.list =
        new ChatListController(
            sources.conversations(), sidebar, pages, sources.channels(), sources.submissions());
  }

  public Routes routes() {
    return new ChatRoutes(chats, messages, list, streams, plain);
  }

  /// How many streams are open.
  public int streams() {
    return streams.size() + plain.size();
  }

  /// Ends what is open to whoever came in by these sessions.
  public void expire(Set<String> sessions) {
    streams.expire(sessions);
    plain.expire(sessions);
  }

  @Override
  public void close() {
    plain.close();
    streams.end();
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    while (streams() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    streams.close();
  }
}

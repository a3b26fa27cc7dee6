package chat.parley.chat;

import chat.parley.generation.GenerationModule;
import chat.parley.http.Routes;
import chat.parley.usage.MessageRateLimit;
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
  private final Routes routes;

  /// @param isOpen whether a session goes on
  public ChatModule(
      GenerationModule generation,
      ChatPages pages,
      MessageRateLimit rate,
      StreamLimits limits,
      Predicate<String> isOpen) {
    var channels = generation.channels();
    var transcript = generation.transcript();
    var fragments = pages.fragments();
    this.streams = new StreamsController(channels, transcript, fragments, limits, isOpen);
    this.plain = new PlainController(channels, transcript, fragments, limits);
    this.routes =
        new ChatRoutes(
            new ChatController(pages, transcript, fragments, plain),
            new MessagesController(generation.submissions(), pages, transcript, rate),
            new ChatListController(generation, pages),
            streams,
            plain);
  }

  public Routes routes() {
    return routes;
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

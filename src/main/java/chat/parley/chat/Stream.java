package chat.parley.chat;

import chat.parley.http.ServerSentEvent;
import chat.parley.http.StreamWriter;
import chat.parley.live.Channels;
import chat.parley.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stream of a chat, open before one reader: from where the reader stands to what is there now,
/// again and again.
///
/// It belongs to the chat, not to an answer, and most of the time it only waits: so it has no
/// thread of its own, but takes a step when there is news, when what it has written is gone, and
/// when it should say that it is alive.
final class Stream extends IteratingCallback implements Runnable {
  static final ServerSentEvent GONE = ServerSentEvent.named("gone", "gone");

  /// Whoever was signed in is not any more.

  private static final ServerSentEvent HEARTBEAT = ServerSentEvent.named("heartbeat", "alive");

  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(5);
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

  private static final int PROBES = 3;

  private static final Logger log = LoggerFactory.getLogger(Stream.class);

  private final StreamWriter writer;
  private final Channels.ChannelWatch watch;
  private final StreamCursor reader;
  private final StreamsController streams;
  private final long silence;
  private final Runnable listener = this::wake;
  private final AtomicBoolean waking = new AtomicBoolean();
  private final long end = System.nanoTime() + between(SHORTEST_LIFE, LONGEST_LIFE).toNanos();
  private final @Nullable String session;
  private volatile boolean expired;
  private volatile long spoke = System.nanoTime();

  /// Words that are still to be said to learn whether anybody listens.
  private final AtomicInteger probes = new AtomicInteger();

  private volatile boolean probing;
  private boolean greeted;
  private boolean over;

  /// @param session whose end ends the stream, or null
  Stream(
      StreamWriter writer,
      Channels.ChannelWatch watch,
      StreamCursor reader,
      @Nullable String session,
      StreamsController streams) {
    this.writer = writer;
    this.watch = watch;
    this.reader = reader;
    this.session = session;
    this.streams = streams;
    this.silence = streams.timings().heartbeat().toNanos();
    watch.channel().listen(listener);
  }

  static ServerSentEvent hello(StreamCursor reader, StreamTimings timings) {
    return ServerSentEvent.named("hello", String.valueOf(reader.position()), timings.firstBack());
  }

  /// Ends it where its session is one of these.
  void expire(Set<String> sessions) {
    if (session != null && sessions.contains(session)) {
      expired = true;
      wake();
    }
  }

  /// There may be something to say: whoever tells does not wait for it.
  void wake() {
    if (waking.compareAndSet(false, true)) {
      streams.run(this);
    }
  }

  /// A reader that has left is noticed only when it is spoken to: the first word is answered by its
  /// system, and the next one fails.
  void probe(@Nullable String ofSession) {
    if (session != null && session.equals(ofSession)) {
      probes.set(PROBES);
    }
  }

  private boolean isProbed() {
    return probes.get() > 0 && probes.decrementAndGet() >= 0;
  }

  void wakeIfDue(long now) {
    if (isProbed()) {
      probing = true;
      wake();
    } else if (now - spoke > silence || now - end > 0) {
      wake();
    }
  }

  @Override
  public void run() {
    waking.set(false);
    iterate();
  }

  /// The next step. What wakes it up meanwhile, or while a write is on its way, makes it take one
  /// more.
  @Override
  protected Action process() {
    if (!greeted) {
      greeted = true;
      return write(
          List.of(StreamWriter.PADDING, hello(reader, streams.timings()), streams.version()));
    }
    if (over || System.nanoTime() - end > 0) {
      return Action.SUCCEEDED;
    }
    if (expired) {
      over = true;
      return write(List.of(ServerSentEvent.SESSION_EXPIRED));
    }
    if (streams.isClosed()) {
      over = true;
      Duration away = between(streams.timings().firstBack(), streams.timings().lastBack());
      return write(List.of(ServerSentEvent.named("pause", String.valueOf(away.toMillis()), away)));
    }
    List<ServerSentEvent> events;
    do {
      if (reader.mustLook() && !Thread.currentThread().isVirtual()) {
        streams.runAside(this);
        return Action.IDLE;
      }
      events = reader.next();
    } while (events.isEmpty() && reader.isBehind());
    if (reader.gone()) {
      over = true;
      return write(List.of(GONE));
    }
    if (!events.isEmpty()) {
      return write(events);
    }
    return probing || System.nanoTime() - spoke > silence ? write(List.of(HEARTBEAT)) : Action.IDLE;
  }

  private Action write(List<ServerSentEvent> events) {
    probing = false;
    spoke = System.nanoTime();
    writer.write(events, this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    leave();
    writer.end();
  }

  /// The reader has left, or takes nothing; or the database cannot be read, of which its log tells.
  /// It comes again.
  @Override
  protected void onCompleteFailure(Throwable cause) {
    leave();
    writer.fail(cause);
    if (cause instanceof Error
        || (cause instanceof RuntimeException && !(cause instanceof Problem))) {
      log.error("stream failed", cause);
    }
  }

  private void leave() {
    watch.channel().leave(listener);
    watch.close();
    streams.forget(this);
  }

  private static Duration between(Duration shortest, Duration longest) {
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(shortest.toMillis(), longest.toMillis()));
  }
}

package chat.parley.chat;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Transcript;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ServerSentEvent;
import chat.parley.http.StreamWriter;
import chat.parley.live.Channels;
import chat.parley.live.Position;
import chat.parley.problem.Problem;
import chat.parley.user.CurrentUser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is new in a chat: its streams, and the polling beside them.
final class StreamsController implements AutoCloseable {
  /// How often streams are looked over for those that should say something again.
  private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(500);

  /// A poll follows an answer for this many rounds, and comes again for more.
  private static final int MOST_ROUNDS = 4;

  private final Channels channels;
  private final Transcript transcript;
  private final Fragments fragments;
  private final ServerSentEvent version;
  private final StreamLimits limits;
  private final Predicate<String> isOpen;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads = threads();
  private final Thread clock;
  private volatile boolean closed;

  /// @param isOpen whether a session is not over
  StreamsController(
      Channels channels,
      Transcript transcript,
      Fragments fragments,
      StreamLimits limits,
      Predicate<String> isOpen) {
    this.channels = channels;
    this.transcript = transcript;
    this.fragments = fragments;
    this.limits = limits;
    this.isOpen = isOpen;
    this.version = ServerSentEvent.named("version", fragments.assets().version());
    this.clock = Thread.ofPlatform().daemon().name("heartbeats").start(this::beat);
  }

  /// How many streams are open.
  int size() {
    return open.size();
  }

  Response stream(Request request) {
    if (!request.isHead()) {
      try {
        limits.take(request);
      } catch (Problem full) {
        String browser = session(request);
        open.forEach(stream -> stream.probe(browser));
        return new Response.OneEvent(
            ServerSentEvent.named("full", full.message(), StreamLimits.AGAIN));
      }
    }
    return follow(
        request,
        (writer, watch, reader) -> {
          Stream stream = new Stream(writer, watch, reader, session(request), this);
          open.add(stream);
          expireIfLate(request, stream::expire);
          stream.iterate();
        });
  }

  /// A session that ended while its stream was being opened was not heard of.
  private void expireIfLate(Request request, Consumer<Set<String>> expiring) {
    String session = session(request);
    if (session != null && !isOpen.test(session)) {
      expiring.accept(Set.of(session));
    }
  }

  private static @Nullable String session(Request request) {
    CurrentUser caller = request.caller();
    return caller == null ? null : caller.session();
  }

  /// Ends the streams of sessions that are over.
  void expire(Set<String> sessions) {
    open.forEach(stream -> stream.expire(sessions));
  }

  /// The same events as a stream that ends.
  Response updates(Request request) {
    return follow(
        request,
        (writer, watch, reader) -> {
          try (watch) {
            for (int round = 0; round < MOST_ROUNDS; round++) {
              List<ServerSentEvent> events = reader.next();
              if ((events.isEmpty() && !reader.isBehind()) || reader.gone()) {
                break;
              }
              writer.write(events);
            }
            writer.write(reader.gone() ? Stream.GONE : Stream.hello(reader, timings()));
            writer.end();
          } catch (IOException | Problem e) {
            // Of the database its log says what is wrong: the reader comes again.
            writer.fail(e);
          }
        });
  }

  private interface StreamOpener {
    void open(StreamWriter writer, Channels.ChannelWatch watch, StreamCursor reader);
  }

  private Response follow(Request request, StreamOpener opener) {
    if (request.isHead()) {
      return new Response.Head("text/event-stream");
    }
    Optional<Position> position = position(request);
    Optional<ConversationId> id = conversation(request);
    StreamWriter writer = StreamWriter.events(request, timings().withoutProgress());
    if (id.isPresent()) {
      Channels.ChannelWatch watch = channels.watch(id.get().value());
      StreamCursor reader =
          new StreamCursor(
              new OwnedTranscript(transcript, request.account(), id.get()),
              watch.channel(),
              fragments,
              position);
      opener.open(writer, watch, reader);
    } else {
      sayGone(writer);
    }
    return new Response.Streaming();
  }

  private static void sayGone(StreamWriter writer) {
    try {
      writer.write(Stream.GONE);
      writer.end();
    } catch (IOException e) {
      writer.fail(e);
    }
  }

  /// What cannot be an id is not there.
  private static Optional<ConversationId> conversation(Request request) {
    try {
      return Optional.of(ConversationId.named(request.part("id")));
    } catch (Problem notThere) {
      return Optional.empty();
    }
  }

  /// `Last-Event-ID` wins over the address: it is newer.
  private static Optional<Position> position(Request request) {
    return Position.parse(request.header("Last-Event-ID"))
        .or(() -> Position.parse(request.query("after").orElse(null)));
  }

  /// A few threads for the steps of all streams, which do not wait for anything. A virtual thread
  /// for each step cost the kernel twice as much CPU as the writes did: three wake-ups of a carrier
  /// for each frame.
  private static ThreadPoolExecutor threads() {
    int count = Math.max(2, Runtime.getRuntime().availableProcessors());
    return new ThreadPoolExecutor(
        count,
        count,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofPlatform().daemon().name("stream-", 0).factory(),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  /// Takes a stream's next step soon.
  void run(Stream stream) {
    threads.execute(stream);
  }

  /// The same, for a step that has to wait for the database.
  void runAside(Stream stream) {
    Thread.ofVirtual().name("stream").start(stream);
  }

  StreamTimings timings() {
    return limits.timings();
  }

  /// Whether streams should end: browsers come back by themselves.
  boolean isClosed() {
    return closed;
  }

  /// Which scripts and styles the server has now: a page from before may have others.
  ServerSentEvent version() {
    return version;
  }

  void forget(Stream stream) {
    open.remove(stream);
  }

  private void beat() {
    while (!closed) {
      LockSupport.parkNanos(ROUND);
      long now = System.nanoTime();
      open.forEach(stream -> stream.wakeIfDue(now));
    }
  }

  /// Ends every stream politely, which takes a moment.
  void end() {
    closed = true;
    LockSupport.unpark(clock);
    open.forEach(Stream::wake);
  }

  @Override
  public void close() {
    end();
    threads.shutdown();
  }
}

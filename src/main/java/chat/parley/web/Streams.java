package chat.parley.web;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Generation;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.Entry;
import chat.parley.live.Event;
import chat.parley.live.Feed;
import chat.parley.live.Feeds;
import chat.parley.live.GrowingAnswer;
import chat.parley.live.Position;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Answers that stay open: the stream of a chat, the polling beside it, and the growing answer for
/// those without script.
///
/// A stream belongs to the chat, not to an answer. Its thread is a virtual one with a shallow
/// stack, since most of the time it only waits.
final class Streams implements AutoCloseable {
  private static final Duration HEARTBEAT = ChatView.HEARTBEAT;
  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(5);
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

  /// Over how long the readers of a process that ends come back: those of ten thousand streams must
  /// not all come at once.
  private static final Duration FIRST_BACK = Duration.ofMillis(500);

  private static final Duration LAST_BACK = Duration.ofSeconds(4);

  /// A page that says nothing for a minute is cut off by proxies. Nobody sees this.
  private static final String SIGN_OF_LIFE =
      """
      <!-- -->
      """;

  /// A poll follows an answer for this many rounds, and comes again for more.
  private static final int MOST_ROUNDS = 4;

  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Feeds feeds;
  private final Reader.Reading reading;
  private final Assets assets;
  private final Set<Thread> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Streams(Feeds feeds, Reader.Reading reading, Assets assets) {
    this.feeds = feeds;
    this.reading = reading;
    this.assets = assets;
  }

  /// How many streams are open.
  int size() {
    return open.size();
  }

  Reply stream(Exchange exchange) {
    return follow(exchange, this::stream);
  }

  Reply updates(Exchange exchange) {
    return follow(exchange, this::updates);
  }

  private interface Following {
    void follow(Outlet outlet, Reader reader, Feed feed) throws IOException, InterruptedException;
  }

  private Reply follow(Exchange exchange, Following following) {
    if (exchange.isHead()) {
      return new Reply.Head("text/event-stream");
    }
    Optional<ConversationId> id = conversation(exchange);
    Optional<Position> position = position(exchange);
    Outlet outlet = Outlet.events(exchange);
    start(
        outlet,
        () -> {
          if (id.isEmpty()) {
            outlet.write(Event.named("gone", "gone"));
            return;
          }
          try (Feeds.Watch watch = feeds.watch(id.get().value())) {
            Reader reader =
                new Reader(exchange.account(), id.get(), watch.feed(), reading, position);
            following.follow(outlet, reader, watch.feed());
          }
        });
    return new Reply.Taken();
  }

  private void stream(Outlet outlet, Reader reader, Feed feed)
      throws IOException, InterruptedException {
    outlet.write(List.of(Outlet.PADDING, hello(reader), Event.named("version", assets.version())));
    long end = System.nanoTime() + between(SHORTEST_LIFE, LONGEST_LIFE).toNanos();
    long beat = System.nanoTime();
    while (!closed && System.nanoTime() < end) {
      long ticks = feed.ticks();
      List<Event> events = reader.next();
      outlet.write(events);
      if (reader.gone()) {
        outlet.write(Event.named("gone", "gone"));
        return;
      }
      if (!events.isEmpty()) {
        beat = System.nanoTime();
      }
      if (reader.isBehind()) {
        continue;
      }
      long left = beat + HEARTBEAT.toNanos() - System.nanoTime();
      if (left <= 0) {
        outlet.write(Event.named("heartbeat", "alive"));
        beat = System.nanoTime();
        left = HEARTBEAT.toNanos();
      }
      if (!rest(feed, ticks, Math.min(left, end - System.nanoTime()))) {
        break;
      }
    }
    if (closed) {
      Duration away = between(FIRST_BACK, LAST_BACK);
      outlet.write(Event.named("pause", String.valueOf(away.toMillis()), away));
    }
  }

  /// Waits for news.
  ///
  /// @return false when the site is being closed
  private boolean rest(Feed feed, long ticks, long nanos) throws InterruptedException {
    try {
      feed.await(ticks, nanos);
      return !closed;
    } catch (InterruptedException e) {
      if (closed) {
        return false;
      }
      throw e;
    }
  }

  private static Event hello(Reader reader) {
    return Event.named("hello", String.valueOf(reader.position()), FIRST_BACK);
  }

  private void updates(Outlet outlet, Reader reader, Feed feed) throws IOException {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<Event> events = reader.next();
      if ((events.isEmpty() && !reader.isBehind()) || reader.gone()) {
        break;
      }
      outlet.write(events);
    }
    outlet.write(reader.gone() ? Event.named("gone", "gone") : hello(reader));
  }

  /// The whole chat as text; while an answer is written, the answer stays open and grows.
  Reply text(Exchange exchange, Branch branch) {
    if (exchange.isHead()) {
      return new Reply.Head("text/plain; charset=utf-8");
    }
    Outlet outlet = Outlet.of(exchange, "text/plain; charset=utf-8");
    start(
        outlet,
        () -> {
          ConversationId id = branch.conversation().id();
          try (Feeds.Watch watch = feeds.watch(id.value())) {
            PlainChat chat = new PlainChat(outlet);
            Branch now = branch;
            chat.write(now, reading.views());
            while (!closed && !now.open().isEmpty()) {
              long ticks = watch.feed().ticks();
              Optional<Branch> next =
                  reading.transcript().end(exchange.account(), id, branch.leaf());
              if (next.isEmpty()) {
                outlet.write("\n[deleted]\n");
                return;
              }
              now = next.get();
              chat.write(now, reading.views());
              if (!now.open().isEmpty()) {
                watch.feed().await(ticks, HEARTBEAT.toNanos());
              }
            }
          }
        });
    return new Reply.Taken();
  }

  /// One answer as a page that stays open while it grows, for those without script.
  Reply growing(Exchange exchange) {
    ConversationId id = exchange.conversation();
    int message = Exchange.number(exchange.path().getOrDefault("message", ""));
    if (entry(exchange, id, message).isEmpty()) {
      throw Problem.notFound("There is no such answer.");
    }
    if (exchange.isHead()) {
      return new Reply.Head("text/html; charset=utf-8");
    }
    Outlet outlet = Outlet.of(exchange, "text/html; charset=utf-8");
    start(
        outlet,
        () -> {
          try (Feeds.Watch watch = feeds.watch(id.value())) {
            outlet.write(TEMPLATES.growingHead("Answer", assets).render());
            PlainGrowth growth = new PlainGrowth(outlet);
            while (!closed) {
              long ticks = watch.feed().ticks();
              Entry entry = entry(exchange, id, message).orElse(null);
              Generation generation = entry == null ? null : entry.generation();
              if (entry == null || generation == null || !generation.open()) {
                growth.end(entry == null ? "" : reading.views().rendered(entry));
                break;
              }
              GrowingAnswer answer =
                  watch
                      .feed()
                      .answer(message)
                      .filter(a -> a.epoch() == generation.epoch())
                      .orElse(null);
              if (answer != null) {
                growth.grow(answer);
              }
              watch.feed().await(ticks, HEARTBEAT.toNanos() - outlet.silence());
              if (outlet.silence() >= HEARTBEAT.toNanos()) {
                outlet.write(SIGN_OF_LIFE);
              }
            }
            outlet.write(TEMPLATES.growingFoot(Addresses.chat(id)).render());
          }
        });
    return new Reply.Taken();
  }

  private Optional<Entry> entry(Exchange exchange, ConversationId id, int message) {
    return reading.transcript().message(exchange.account(), id, message);
  }

  private interface Writing {
    void write() throws IOException, InterruptedException;
  }

  private void start(Outlet outlet, Writing writing) {
    Thread.ofVirtual()
        .name("stream")
        .start(() -> {
          open.add(Thread.currentThread());
          try {
            writing.write();
            outlet.end();
          } catch (IOException e) {
            outlet.fail(e);
          } catch (InterruptedException e) {
            outlet.end();
          } catch (Problem e) {
            // The database cannot be read, and its log says so: the reader comes again.
            outlet.fail(e);
          } catch (RuntimeException | Error e) {
            outlet.fail(e);
            throw e;
          } finally {
            open.remove(Thread.currentThread());
          }
        });
  }

  private static Optional<ConversationId> conversation(Exchange exchange) {
    try {
      return Optional.of(exchange.conversation());
    } catch (Problem notThere) {
      return Optional.empty();
    }
  }

  /// `Last-Event-ID` wins over the address: it is newer.
  private static Optional<Position> position(Exchange exchange) {
    return Position.parse(exchange.header("Last-Event-ID"))
        .or(() -> Position.parse(exchange.query("after").orElse(null)));
  }

  private static Duration between(Duration shortest, Duration longest) {
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(shortest.toMillis(), longest.toMillis()));
  }

  /// Ends every stream politely: browsers come back by themselves.
  @Override
  public void close() {
    closed = true;
    open.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}

package chat.parley.chat;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Generation;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.Assets;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.StreamWriter;
import chat.parley.live.Channels;
import chat.parley.live.GrowingAnswer;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.CurrentUser;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Answers that stay open for those without script: a chat as text, and an answer as a page, which
/// grow while the model writes. Each has a virtual thread of its own.
public final class PlainController implements AutoCloseable {
  /// A page that says nothing for a minute is cut off by proxies. Nobody sees this.
  private static final String SIGN_OF_LIFE =
      """
      <!-- -->
      """;

  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Channels feeds;
  private final StreamCursor.Reading reading;
  private final Assets assets;
  private final StreamQuota seats;
  private final long silence;
  private final Map<Thread, String> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public PlainController(
      Channels feeds, StreamCursor.Reading reading, Assets assets, StreamQuota seats) {
    this.seats = seats;
    this.feeds = feeds;
    this.reading = reading;
    this.silence = reading.timings().heartbeat().toNanos();
    this.assets = assets;
  }

  /// How many are open.
  public int size() {
    return open.size();
  }

  /// The whole chat as text; while an answer is written, the answer stays open and grows.
  Response text(Request exchange, Branch branch) {
    if (exchange.isHead()) {
      return new Response.Head("text/plain; charset=utf-8");
    }
    seats.take(exchange);
    StreamWriter outlet =
        StreamWriter.of(exchange, "text/plain; charset=utf-8", reading.timings().withoutProgress());
    start(
        exchange,
        outlet,
        () -> {
          ConversationId id = branch.conversation().id();
          try (Channels.ChannelWatch watch = feeds.watch(id.value())) {
            PlainText chat = new PlainText(outlet);
            Branch now = branch;
            chat.write(now, reading.views());
            while (!closed && !now.open().isEmpty()) {
              long ticks = watch.channel().ticks();
              Optional<Branch> next =
                  reading.transcript().end(exchange.account(), id, branch.leaf());
              if (next.isEmpty()) {
                outlet.write("\n[deleted]\n");
                return;
              }
              now = next.get();
              chat.write(now, reading.views());
              if (!now.open().isEmpty()) {
                long left = silence - outlet.silence();
                watch.channel().await(ticks, left > 0 ? left : silence);
                if (outlet.silence() >= silence) {
                  chat.showLife();
                }
              }
            }
          }
        });
    return new Response.Streaming();
  }

  /// One answer as a page that stays open while it grows, for those without script.
  public Response growing(Request exchange) {
    ConversationId id = ConversationId.named(exchange.part("id"));
    int message = Request.number(exchange.path().getOrDefault("message", ""));
    if (entry(exchange, id, message).isEmpty()) {
      throw Problem.notFound("There is no such answer.");
    }
    if (exchange.isHead()) {
      return new Response.Head("text/html; charset=utf-8");
    }
    seats.take(exchange);
    StreamWriter outlet =
        StreamWriter.of(exchange, "text/html; charset=utf-8", reading.timings().withoutProgress());
    start(
        exchange,
        outlet,
        () -> {
          try (Channels.ChannelWatch watch = feeds.watch(id.value())) {
            outlet.write(TEMPLATES.chatGrowingHead("Answer", assets).render());
            PlainGrowth growth = new PlainGrowth(outlet);
            while (!closed) {
              long ticks = watch.channel().ticks();
              TranscriptEntry entry = entry(exchange, id, message).orElse(null);
              Generation generation = entry == null ? null : entry.generation();
              if (entry == null || generation == null || !generation.open()) {
                growth.end(entry == null ? "" : reading.views().rendered(entry));
                break;
              }
              GrowingAnswer answer =
                  watch
                      .channel()
                      .answer(message)
                      .filter(a -> a.epoch() == generation.epoch())
                      .orElse(null);
              if (answer != null) {
                growth.grow(answer);
              }
              watch.channel().await(ticks, silence - outlet.silence());
              if (outlet.silence() >= silence) {
                outlet.write(SIGN_OF_LIFE);
              }
            }
            outlet.write(TEMPLATES.chatGrowingFoot(Urls.chat(id)).render());
          }
        });
    return new Response.Streaming();
  }

  private Optional<TranscriptEntry> entry(Request exchange, ConversationId id, int message) {
    return reading.transcript().message(exchange.account(), id, message);
  }

  private interface Writing {
    void write() throws IOException, InterruptedException;
  }

  /// Ends those of sessions that are over.
  public void expire(Set<String> sessions) {
    open.forEach((thread, session) -> {
      if (sessions.contains(session)) {
        thread.interrupt();
      }
    });
  }

  private void start(Request exchange, StreamWriter outlet, Writing writing) {
    CurrentUser caller = exchange.caller();
    String session = caller == null ? null : caller.session();
    Thread.ofVirtual()
        .name("stream")
        .start(() -> {
          open.put(Thread.currentThread(), session == null ? "" : session);
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

  /// Ends all of them where they are.
  @Override
  public void close() {
    closed = true;
    open.keySet().forEach(Thread::interrupt);
  }
}

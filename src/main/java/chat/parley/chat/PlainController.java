package chat.parley.chat;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Generation;
import chat.parley.generation.Transcript;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
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
final class PlainController implements AutoCloseable {
  /// A page that says nothing for a minute is cut off by proxies. Nobody sees this.
  private static final String SIGN_OF_LIFE =
      """
      <!-- -->
      """;

  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Channels channels;
  private final Transcript transcript;
  private final Fragments fragments;
  private final StreamLimits limits;
  private final long silence;
  private final Map<Thread, String> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  PlainController(
      Channels channels, Transcript transcript, Fragments fragments, StreamLimits limits) {
    this.channels = channels;
    this.transcript = transcript;
    this.fragments = fragments;
    this.limits = limits;
    this.silence = limits.timings().heartbeat().toNanos();
  }

  /// How many are open.
  int size() {
    return open.size();
  }

  /// The whole chat as text; while an answer is written, the answer stays open and grows.
  Response text(Request request, Branch branch) {
    if (request.isHead()) {
      return new Response.Head("text/plain; charset=utf-8");
    }
    limits.take(request);
    StreamWriter writer =
        StreamWriter.of(request, "text/plain; charset=utf-8", limits.timings().withoutProgress());
    start(
        request,
        writer,
        () -> {
          ConversationId id = branch.conversation().id();
          try (Channels.ChannelWatch watch = channels.watch(id.value())) {
            PlainText chat = new PlainText(writer);
            Branch now = branch;
            chat.write(now, fragments.renderer());
            while (!closed && !now.open().isEmpty()) {
              long ticks = watch.channel().ticks();
              Optional<Branch> next = transcript.end(request.account(), id, branch.leaf());
              if (next.isEmpty()) {
                writer.write("\n[deleted]\n");
                return;
              }
              now = next.get();
              chat.write(now, fragments.renderer());
              if (!now.open().isEmpty()) {
                long left = silence - writer.silence();
                watch.channel().await(ticks, left > 0 ? left : silence);
                if (writer.silence() >= silence) {
                  chat.showLife();
                }
              }
            }
          }
        });
    return new Response.Streaming();
  }

  /// One answer as a page that stays open while it grows, for those without script.
  Response growing(Request request) {
    ConversationId id = ConversationId.named(request.part("id"));
    int message = Request.number(request.part("message"));
    if (entry(request, id, message).isEmpty()) {
      throw Problem.notFound("There is no such answer.");
    }
    if (request.isHead()) {
      return new Response.Head("text/html; charset=utf-8");
    }
    limits.take(request);
    StreamWriter writer =
        StreamWriter.of(request, "text/html; charset=utf-8", limits.timings().withoutProgress());
    start(
        request,
        writer,
        () -> {
          try (Channels.ChannelWatch watch = channels.watch(id.value())) {
            writer.write(TEMPLATES.chatGrowingHead("Answer", fragments.assets()).render());
            PlainGrowth growth = new PlainGrowth(writer);
            while (!closed) {
              long ticks = watch.channel().ticks();
              TranscriptEntry entry = entry(request, id, message).orElse(null);
              Generation generation = entry == null ? null : entry.generation();
              if (entry == null || generation == null || !generation.open()) {
                growth.end(entry == null ? "" : fragments.renderer().rendered(entry));
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
              watch.channel().await(ticks, silence - writer.silence());
              if (writer.silence() >= silence) {
                writer.write(SIGN_OF_LIFE);
              }
            }
            writer.write(TEMPLATES.chatGrowingFoot(Urls.chat(id)).render());
          }
        });
    return new Response.Streaming();
  }

  private Optional<TranscriptEntry> entry(Request request, ConversationId id, int message) {
    return transcript.message(request.account(), id, message);
  }

  private interface PlainOutput {
    void write() throws IOException, InterruptedException;
  }

  /// Ends those of sessions that are over.
  void expire(Set<String> sessions) {
    open.forEach((thread, session) -> {
      if (sessions.contains(session)) {
        thread.interrupt();
      }
    });
  }

  private void start(Request request, StreamWriter writer, PlainOutput output) {
    CurrentUser caller = request.caller();
    String session = caller == null ? null : caller.session();
    Thread.ofVirtual()
        .name("stream")
        .start(() -> {
          open.put(Thread.currentThread(), session == null ? "" : session);
          try {
            output.write();
            writer.end();
          } catch (IOException e) {
            writer.fail(e);
          } catch (InterruptedException e) {
            writer.end();
          } catch (Problem e) {
            // The database cannot be read, and its log says so: the reader comes again.
            writer.fail(e);
          } catch (RuntimeException | Error e) {
            writer.fail(e);
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

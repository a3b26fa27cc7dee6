package chat.parley.provider;

import chat.parley.provider.Provider.Listing;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The connections to one server of models, and what all protocols have in common: bounded in time
/// and size, each answer on the thread that asked for it, faults as data.
final class Upstream implements AutoCloseable {

  private final Timeouts timeouts;
  private final Diagnosis diagnosis;
  private final ScheduledThreadPoolExecutor timer;
  private final Dialling connections;
  private final BlockingHttpClient http;

  /// @param connection whose key is taken out of everything that the server says
  Upstream(
      Connection connection, Timeouts timeouts, InstantSource clock, Supplier<Dialect> dialects) {
    this.timeouts = timeouts;
    this.diagnosis = new Diagnosis(new Detail(connection.key().orElse(null)), clock);
    this.timer = new ScheduledThreadPoolExecutor(1, Upstream::timerThread);
    timer.setRemoveOnCancelPolicy(true);
    this.connections =
        new Dialling(
            HttpPool.open(timeouts, connection.reach()),
            () -> HttpPool.open(timeouts, connection.reach()));
    this.http = new BlockingHttpClient(connections, timer, timeouts, diagnosis, dialects);
  }

  /// What LangChain4j's models are built with.
  HttpClientBuilder client() {
    return new BlockingHttpClientBuilder(http, timeouts);
  }

  /// Asks for something that is no stream.
  String body(HttpRequest request) {
    return http.execute(request).body();
  }

  Faulted garbled(String body) {
    return new Faulted(diagnosis.ofBody(body));
  }

  Listing listing(Supplier<List<Model>> asking) {
    try {
      return new Listing.Models(asking.get());
    } catch (Faulted e) {
      return new Listing.Unknown(e.fault());
    } catch (Interrupted e) {
      Thread.currentThread().interrupt();
      return new Listing.Unknown(diagnosis.fault(Fault.Kind.UNREACHABLE, "Interrupted"));
    }
  }

  /// @param asking lets LangChain4j ask, and returns when the stream has ended
  Ending answer(Consumer<Chunk> sink, Consumer<Answering> asking) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Answering answering = new Answering(sink, diagnosis);
    try {
      asking.accept(answering);
    } catch (Faulted e) {
      answering.failed(e.fault());
    } catch (Interrupted e) {
      throw new InterruptedException();
    }
    return answering.ending();
  }

  /// Neighbours of one role become one message, and blank ones are left out: a question whose
  /// answer failed stands beside the next one, and many chat templates insist on turns that
  /// alternate.
  static List<ChatMessage> messages(List<Turn> turns) {
    List<Turn> merged = new ArrayList<>();
    for (Turn turn : turns) {
      if (turn.text().isBlank()) {
        continue;
      }
      if (!merged.isEmpty() && merged.getLast().role() == turn.role()) {
        merged.add(new Turn(turn.role(), merged.removeLast().text() + "\n\n" + turn.text()));
      } else {
        merged.add(turn);
      }
    }
    return merged.stream().map(Upstream::message).toList();
  }

  private static ChatMessage message(Turn turn) {
    return switch (turn.role()) {
      case SYSTEM -> SystemMessage.from(turn.text());
      case USER -> UserMessage.from(turn.text());
      case ASSISTANT -> AiMessage.from(turn.text());
    };
  }

  /// Ends every answer that is still being written.
  @Override
  public void close() {
    timer.shutdownNow();
    connections.close();
  }

  private static Thread timerThread(Runnable task) {
    return Thread.ofPlatform().daemon().name("provider-deadlines").unstarted(task);
  }
}

package chat.parley.provider;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;

/// OpenAI, and every server that speaks its protocol: Ollama, llama.cpp, vLLM, LM Studio,
/// OpenRouter.
///
/// Hundreds of answers at once are fine, each on the virtual thread that asked for it. Interrupting
/// that thread closes the connection.
public final class OpenAiProvider implements Provider, AutoCloseable {

  private final String name;
  private final String baseUrl;
  private final Optional<String> key;
  private final Diagnosis diagnosis;
  private final ScheduledThreadPoolExecutor timer;
  private final CloseableHttpClient connections;
  private final BlockingHttpClient http;
  private final OpenAiStreamingChatModel model;

  /// @param baseUrl where the server is, with or without its path: `http://localhost:11434` and
  ///   `https://openrouter.ai/api/v1/` both do; a bare server gets `/v1`
  /// @param key none for servers that ask for none
  /// @throws IllegalArgumentException when the base URL is no address of an HTTP server
  public OpenAiProvider(
      String name, String baseUrl, Optional<String> key, Timeouts timeouts, InstantSource clock) {
    this.name = name;
    this.baseUrl = BaseUrl.of(baseUrl);
    this.key = key.map(String::strip).filter(some -> !some.isEmpty());
    this.diagnosis = new Diagnosis(new Detail(this.key.orElse(null)), clock);
    this.timer = new ScheduledThreadPoolExecutor(1, OpenAiProvider::timerThread);
    timer.setRemoveOnCancelPolicy(true);
    this.connections = Connections.open(timeouts);
    this.http = new BlockingHttpClient(connections, timer, timeouts, diagnosis);
    this.model =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(new BlockingHttpClientBuilder(http, timeouts))
            .baseUrl(this.baseUrl)
            .apiKey(this.key.orElse(null))
            .customHeaders(Map.of("User-Agent", "Parley"))
            .returnThinking(true)
            .build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Listing models() {
    HttpRequest.Builder request =
        HttpRequest.builder().method(HttpMethod.GET).url(baseUrl, "models");
    request.addHeader("User-Agent", "Parley").addHeader("Accept", "application/json");
    key.ifPresent(some -> request.addHeader("Authorization", "Bearer " + some));
    try {
      String body = http.execute(request.build()).body();
      return ModelListing.read(name, body)
          .<Listing>map(Listing.Models::new)
          .orElseGet(() -> new Listing.Unknown(diagnosis.fault(Fault.Kind.GARBLED, body)));
    } catch (Faulted e) {
      return new Listing.Unknown(e.fault());
    } catch (Interrupted e) {
      Thread.currentThread().interrupt();
      return new Listing.Unknown(diagnosis.fault(Fault.Kind.UNREACHABLE, "Interrupted"));
    }
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Answering answering = new Answering(sink, diagnosis);
    ChatRequest request =
        ChatRequest.builder().modelName(prompt.model()).messages(messages(prompt.turns())).build();
    try {
      model.chat(request, answering);
    } catch (Faulted e) {
      answering.failed(e.fault());
    } catch (Interrupted e) {
      throw new InterruptedException();
    }
    return answering.ending();
  }

  /// Ends every answer that is still being written.
  @Override
  public void close() {
    timer.shutdownNow();
    connections.close(CloseMode.IMMEDIATE);
  }

  /// Neighbours of one role become one message, and blank ones are left out: a question whose
  /// answer failed stands beside the next one, and many chat templates insist on turns that
  /// alternate.
  private static List<ChatMessage> messages(List<Turn> turns) {
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
    return merged.stream().map(OpenAiProvider::message).toList();
  }

  private static ChatMessage message(Turn turn) {
    return switch (turn.role()) {
      case SYSTEM -> SystemMessage.from(turn.text());
      case USER -> UserMessage.from(turn.text());
      case ASSISTANT -> AiMessage.from(turn.text());
    };
  }

  private static Thread timerThread(Runnable task) {
    return Thread.ofPlatform().daemon().name("provider-deadlines").unstarted(task);
  }
}

package chat.parley.model;

import chat.parley.model.LocalServer.Kind;
import chat.parley.provider.BlockingHttpClient;
import chat.parley.provider.Detail;
import chat.parley.provider.Diagnosis;
import chat.parley.provider.Dialling;
import chat.parley.provider.Faulted;
import chat.parley.provider.HttpPool;
import chat.parley.provider.Interrupted;
import chat.parley.provider.ModelListing;
import chat.parley.provider.OpenAiDialect;
import chat.parley.provider.Reach;
import chat.parley.provider.StreamPiece;
import chat.parley.provider.Timeouts;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/// Asks an address who is there, and takes nobody for a server of models who is none: only a list
/// in OpenAI's form counts, whatever else answers.
final class ServerProbe implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timer;
  private final Dialling connections;
  private final BlockingHttpClient http;

  /// @param patience how long an answer may take
  ServerProbe(Reach reach, Duration patience, InstantSource clock) {
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("greeting-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    Timeouts timeouts = new Timeouts(patience, patience, patience, patience);
    this.connections =
        new Dialling(HttpPool.open(timeouts, reach), () -> HttpPool.open(timeouts, reach));
    this.http =
        new BlockingHttpClient(
            connections,
            timer,
            timeouts,
            new Diagnosis(new Detail(null), clock),
            OpenAiDialect::new);
  }

  /// @param url without a path
  /// @param usual who usually is there
  Optional<LocalServer> ask(String url, Kind usual) {
    Optional<String> body = get(url, "/v1/models");
    Optional<JsonNode> listing =
        body.flatMap(ServerProbe::json)
            .filter(json -> json.path("object").asText("").equals("list"));
    if (body.isEmpty() || listing.isEmpty()) {
      return Optional.empty();
    }
    return ModelListing.read(url, body.get())
        .map(models -> new LocalServer(kind(url, usual, listing.get()), url, models.size()));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    connections.close();
  }

  /// llama.cpp, vLLM and LM Studio sign their models; Ollama's bear the names of other people, but
  /// it has an address of its own for its version.
  private Kind kind(String url, Kind usual, JsonNode listing) {
    Set<String> owners = owners(listing);
    if (owners.contains("llamacpp")) {
      return Kind.LLAMA_CPP;
    }
    if (owners.contains("vllm")) {
      return Kind.VLLM;
    }
    if (owners.contains("organization_owner") || owners.contains("organization-owner")) {
      return Kind.LM_STUDIO;
    }
    if (usual == Kind.OLLAMA) {
      boolean isOllama =
          get(url, "/api/version")
              .flatMap(ServerProbe::json)
              .filter(json -> json.path("version").isTextual())
              .isPresent();
      return isOllama ? Kind.OLLAMA : Kind.OTHER;
    }
    return owners.isEmpty() ? usual : Kind.OTHER;
  }

  private static Set<String> owners(JsonNode listing) {
    Set<String> owners = new TreeSet<>();
    for (JsonNode model : listing.path("data")) {
      owners.add(model.path("owned_by").asText("").toLowerCase(Locale.ROOT));
    }
    owners.removeAll(List.of(""));
    return owners;
  }

  private Optional<String> get(String url, String path) {
    HttpRequest request =
        HttpRequest.builder()
            .method(HttpMethod.GET)
            .url(url + path)
            .addHeader("User-Agent", "Parley")
            .addHeader("Accept", "application/json")
            .build();
    try {
      return Optional.of(http.execute(request).body());
    } catch (Faulted e) {
      // Nobody is there, or somebody else.
      return Optional.empty();
    } catch (Interrupted e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> json(String body) {
    try {
      return Optional.ofNullable(StreamPiece.JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}

package chat.parley.provider;

import chat.parley.provider.LocalServer.Software;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Asks an address who is there, and takes nobody for a server of models who is none: only a list
/// in OpenAI's form counts, whatever else answers.
public final class ServerProbe implements AutoCloseable {

  private final ProviderHttp http;

  /// @param patience how long an answer may take
  public ServerProbe(EgressPolicy egress, Duration patience, InstantSource clock) {
    Timeouts timeouts = new Timeouts(patience, patience, patience, patience);
    this.http = new ProviderHttp(egress, Optional.empty(), Map.of(), timeouts, clock);
  }

  /// @param url without a path
  /// @param usual who usually is there
  public Optional<LocalServer> ask(String url, Software usual) {
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
    http.close();
  }

  /// llama.cpp, vLLM and LM Studio sign their models; Ollama's bear the names of other people, but
  /// it has an address of its own for its version.
  private Software kind(String url, Software usual, JsonNode listing) {
    Set<String> owners = owners(listing);
    if (owners.contains("llamacpp")) {
      return Software.LLAMA_CPP;
    }
    if (owners.contains("vllm")) {
      return Software.VLLM;
    }
    if (owners.contains("organization_owner") || owners.contains("organization-owner")) {
      return Software.LM_STUDIO;
    }
    if (usual == Software.OLLAMA) {
      boolean isOllama =
          get(url, "/api/version")
              .flatMap(ServerProbe::json)
              .filter(json -> json.path("version").isTextual())
              .isPresent();
      return isOllama ? Software.OLLAMA : Software.OTHER;
    }
    return owners.isEmpty() ? usual : Software.OTHER;
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
    try {
      return Optional.of(http.get(url + path));
    } catch (FaultException e) {
      // Nobody is there, or somebody else.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> json(String body) {
    try {
      return Optional.ofNullable(StreamEvent.JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}

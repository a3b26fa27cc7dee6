package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.AnthropicWords;
import chat.parley.support.GeminiWords;
import chat.parley.support.OllamaWords;
import chat.parley.support.OpenAiWords;
import chat.parley.support.Received;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.Words;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is sent to each kind of server, whole, but for what changes with the machine:
/// `requests.json` has what the servers are known to take.
final class RequestsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OF_THE_MACHINE = Set.of("host", "content-length");

  private static final List<Turn> CHAT =
      List.of(
          new Turn(TurnRole.SYSTEM, "Be short, \"and\" kind."),
          new Turn(TurnRole.USER, "A question whose answer failed"),
          new Turn(TurnRole.ASSISTANT, " "),
          new Turn(TurnRole.USER, "The next one:\n\t世界 👋 <b>&"),
          new Turn(TurnRole.ASSISTANT, "An answer\\\u0001"),
          new Turn(TurnRole.USER, "And now?"));

  private static final List<Turn> BEGUN =
      List.of(
          new Turn(TurnRole.SYSTEM, "Be short"),
          new Turn(TurnRole.USER, "Count"),
          new Turn(TurnRole.ASSISTANT, "One, two, "));

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void a_request_says_what_the_servers_take_and_nothing_else(Protocol protocol) throws Exception {
    ObjectNode sent = JSON.createObjectNode();
    for (String key : List.of("key-of-alice", "")) {
      String name = key.isEmpty() ? "without a key" : "with a key";
      sent.set(name, sent(protocol, Optional.of(key), List.of()));
    }
    for (RequestFeature omission : RequestFeature.values()) {
      sent.set(
          "without " + omission,
          sent(
              protocol,
              Optional.empty(),
              List.of(new RefusedFeatures.RefusedFeature("m", omission))));
    }
    assertThat(sent.toPrettyString()).isEqualTo(known(protocol).toPrettyString());
  }

  private static JsonNode known(Protocol protocol) throws IOException {
    try (InputStream in = RequestsTest.class.getResourceAsStream("/requests.json")) {
      return JSON.readTree(Objects.requireNonNull(in))
          .path(protocol.name().toLowerCase(Locale.ROOT));
    }
  }

  /// A chat, and an answer to go on with; then, the models having been listed, the chat once more,
  /// since what is listed may change how a model is asked.
  private static JsonNode sent(
      Protocol protocol, Optional<String> key, List<RefusedFeatures.RefusedFeature> refused)
      throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        ModelServer server =
            ModelServer.open(
                new ServerEndpoint("alices", protocol, upstream.address(), key),
                new RefusedFeatures(refused, _ -> {}),
                Timeouts.DEFAULT,
                InstantSource.system())) {
      upstream.always(words(protocol).good("ok"));
      upstream.listing(listing(protocol));
      Heard.from(server, new Prompt("m", CHAT));
      Heard.from(server, new Prompt("m", BEGUN));
      assertThat(server.models()).isInstanceOf(Provider.Listing.Models.class);
      Heard.from(server, new Prompt("m", CHAT));
      ArrayNode requests = JSON.createArrayNode();
      for (Received request : upstream.received()) {
        requests.add(written(request));
      }
      return requests;
    }
  }

  private static ObjectNode written(Received request) {
    ObjectNode written =
        JSON.createObjectNode().put("request", request.method() + " " + request.path());
    ObjectNode headers = written.putObject("headers");
    request
        .headers()
        .forEach((name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!OF_THE_MACHINE.contains(lower)) {
            headers.put(lower, value);
          }
        });
    if (!request.body().isEmpty()) {
      written.set("body", sorted(request.json()));
    }
    return written;
  }

  /// In which order an object has its fields says nothing.
  private static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = JSON.createArrayNode();
      node.forEach(one -> array.add(sorted(one)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode object = JSON.createObjectNode();
    node.properties().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(field -> object.set(field.getKey(), sorted(field.getValue())));
    return object;
  }

  private static Words words(Protocol protocol) {
    return switch (protocol) {
      case OPENAI -> new OpenAiWords();
      case ANTHROPIC -> new AnthropicWords();
      case GEMINI -> new GeminiWords();
      case OLLAMA -> new OllamaWords();
    };
  }

  private static Script listing(Protocol protocol) {
    String anthropic =
        "{\"data\":[{\"id\":\"m\",\"max_tokens\":64000,\"capabilities\":{\"thinking\":{\"types\":"
            + "{\"adaptive\":{\"supported\":true}}}}}],\"has_more\":false}";
    String gemini =
        "{\"models\":[{\"name\":\"models/m\",\"supportedGenerationMethods\":[\"generateContent\"],"
            + "\"thinking\":true}]}";
    return switch (protocol) {
      case OPENAI -> Scripts.refusal(200, "{\"data\":[{\"id\":\"m\"}]}");
      case ANTHROPIC -> Scripts.refusal(200, anthropic);
      case GEMINI -> Scripts.refusal(200, gemini);
      case OLLAMA -> Scripts.refusal(200, "{\"models\":[{\"name\":\"m\",\"digest\":\"d\"}]}");
    };
  }
}

package chat.parley.provider;

import chat.parley.provider.SseReader.SseEvent;
import chat.parley.provider.StreamEvent.Delta;
import chat.parley.provider.StreamEvent.Finish;
import chat.parley.provider.StreamEvent.TokenUsage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// Ollama's own chat protocol: an object of JSON a line.
final class OllamaFormat implements WireFormat {

  @Override
  public ObjectNode request(Prompt prompt) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", prompt.model());
    body.set("messages", WireFormat.messages(prompt));
    body.put("stream", true);
    if (PrefixContinuation.isAsked(prompt)) {
      // Its reasoning is over: it would begin with it anew, inside the answer.
      body.put("think", false);
    }
    return body;
  }

  @Override
  public StreamEvent read(SseEvent event) {
    JsonNode root = StreamEvent.object(event.data()).orElse(null);
    if (root == null) {
      return new StreamEvent.Unreadable();
    }
    Optional<JsonNode> error = StreamEvent.error(root);
    if (error.isPresent()) {
      return new StreamEvent.ServerError(error.get());
    }
    JsonNode message = root.path("message");
    if (!message.isObject() && !root.has("done") && !root.has("response")) {
      return new StreamEvent.Unreadable();
    }
    // Who speaks as `/api/generate` does has no message.
    return new Delta(
        message.path("content").asText(root.path("response").asText("")),
        message.path("thinking").asText(root.path("thinking").asText("")),
        root.path("done").asBoolean() ? finish(root.path("done_reason").asText("stop")) : null,
        TokenUsage.of(root.path("prompt_eval_count"), root.path("eval_count")));
  }

  private static Finish finish(String reason) {
    return new Finish(reason.equals("length") ? Finish.Reason.LENGTH : Finish.Reason.STOP, reason);
  }
}

package chat.parley.provider;

import chat.parley.provider.SseReader.SseEvent;
import chat.parley.provider.StreamEvent.Delta;
import chat.parley.provider.StreamEvent.Finish;
import chat.parley.provider.StreamEvent.TokenUsage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// Anthropic's Messages API.
final class AnthropicFormat implements WireFormat {

  private final int mostTokens;
  private final boolean thinks;
  private int promptTokens;

  /// @param mostTokens of the answer
  /// @param thinks whether the model may decide to reason, and show a summary of it
  AnthropicFormat(int mostTokens, boolean thinks) {
    this.mostTokens = mostTokens;
    this.thinks = thinks;
  }

  @Override
  public ObjectNode request(Prompt prompt) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", prompt.model())
            .put("max_tokens", mostTokens)
            .put("stream", true);
    ArrayNode messages = body.putArray("messages");
    for (Turn turn : prompt.joined()) {
      switch (turn.role()) {
        case SYSTEM -> addText(body.withArray("system"), turn);
        case USER -> addText(messages.addObject().put("role", "user").putArray("content"), turn);
        case ASSISTANT ->
            addText(messages.addObject().put("role", "assistant").putArray("content"), turn);
      }
    }
    if (thinks) {
      body.putObject("thinking").put("type", "adaptive").put("display", "summarized");
    }
    return body;
  }

  private static void addText(ArrayNode blocks, Turn turn) {
    blocks.addObject().put("type", "text").put("text", turn.text());
  }

  @Override
  public StreamEvent read(SseEvent event) {
    JsonNode root = StreamEvent.object(event.data()).orElse(null);
    if (root == null) {
      return new StreamEvent.Unreadable();
    }
    return switch (root.path("type").asText(event.name())) {
      case "message_start" -> {
        countPrompt(root.path("message").path("usage"));
        yield Delta.NOTHING;
      }
      case "content_block_start" -> content(root.path("content_block"));
      case "content_block_delta" -> content(root.path("delta"));
      case "message_delta" -> end(root);
      case "message_stop" -> new StreamEvent.StreamEnd();
      case "error" -> new StreamEvent.ServerError(root.has("error") ? root.get("error") : root);
      case "message" -> whole(root);
      // "ping", "content_block_stop", and what may be invented: Anthropic asks to pass over it.
      case String other ->
          StreamEvent.error(root)
              .<StreamEvent>map(error -> new StreamEvent.ServerError(named(error, other)))
              // Without a type it is nothing of this protocol.
              .orElseGet(() -> other.isEmpty() ? new StreamEvent.Unreadable() : Delta.NOTHING);
    };
  }

  /// Some say beside the error of which type it is.
  private static JsonNode named(JsonNode error, String type) {
    return error instanceof ObjectNode fields && !fields.hasNonNull("type") && !type.isEmpty()
        ? fields.deepCopy().put("type", type)
        : error;
  }

  /// A message that is no stream.
  private StreamEvent whole(JsonNode root) {
    Optional<JsonNode> error = StreamEvent.error(root);
    if (error.isPresent()) {
      return new StreamEvent.ServerError(error.get());
    }
    countPrompt(root.path("usage"));
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    for (JsonNode block : root.path("content")) {
      text.append(block.path("text").asText(""));
      reasoning.append(block.path("thinking").asText(""));
    }
    Delta end = end(root, root.path("stop_reason").asText("end_turn"), root);
    return new Delta(text.toString(), reasoning.toString(), end.finish(), end.usage());
  }

  private static Delta content(JsonNode content) {
    return new Delta(
        content.path("text").asText(""), content.path("thinking").asText(""), null, null);
  }

  private Delta end(JsonNode root) {
    countPrompt(root.path("usage"));
    JsonNode delta = root.path("delta");
    return end(root, delta.path("stop_reason").asText(""), delta);
  }

  private Delta end(JsonNode root, String reason, JsonNode details) {
    if (Finish.isNone(reason)) {
      return Delta.NOTHING;
    }
    JsonNode usage = root.path("usage");
    int completion = usage.path("output_tokens").asInt(-1);
    return new Delta(
        "",
        "",
        new Finish(
            switch (reason) {
              // `pause_turn`: it would go on if it were asked to.
              case "max_tokens", "model_context_window_exceeded", "pause_turn" ->
                  Finish.Reason.LENGTH;
              case "refusal" -> Finish.Reason.REFUSED;
              case "tool_use" -> Finish.Reason.TOOLS;
              default -> Finish.Reason.STOP;
            },
            reason + said(details.path("stop_details").path("explanation"))),
        completion < 0 || promptTokens == 0 ? null : new TokenUsage(promptTokens, completion));
  }

  private static String said(JsonNode explanation) {
    return explanation.isTextual() ? ", " + explanation.textValue() : "";
  }

  /// What is read from or written to the prompt's cache is counted apart.
  private void countPrompt(JsonNode usage) {
    int counted =
        usage.path("input_tokens").asInt(0)
            + usage.path("cache_creation_input_tokens").asInt(0)
            + usage.path("cache_read_input_tokens").asInt(0);
    promptTokens = counted > 0 ? counted : promptTokens;
  }
}

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
import org.jspecify.annotations.Nullable;

/// Gemini's `streamGenerateContent`.
final class GeminiFormat implements WireFormat {

  private final boolean thinks;

  /// @param thinks whether the model's thoughts are asked for
  GeminiFormat(boolean thinks) {
    this.thinks = thinks;
  }

  @Override
  public ObjectNode request(Prompt prompt) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode contents = body.putArray("contents");
    for (Turn turn : prompt.joined()) {
      ArrayNode parts =
          switch (turn.role()) {
            case SYSTEM -> body.withObject("systemInstruction").withArray("parts");
            case USER -> contents.addObject().put("role", "user").putArray("parts");
            case ASSISTANT -> contents.addObject().put("role", "model").putArray("parts");
          };
      parts.addObject().put("text", turn.text());
    }
    if (thinks) {
      body.putObject("generationConfig").putObject("thinkingConfig").put("includeThoughts", true);
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
    if (!root.has("candidates") && !root.has("promptFeedback") && !root.has("usageMetadata")) {
      return new StreamEvent.Unreadable();
    }
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    JsonNode candidate = StreamEvent.first(root.path("candidates"));
    for (JsonNode part : candidate.path("content").path("parts")) {
      (part.path("thought").asBoolean() ? reasoning : text).append(part.path("text").asText(""));
    }
    return new Delta(
        text.toString(),
        reasoning.toString(),
        finish(root.path("promptFeedback"), candidate),
        usage(root.path("usageMetadata")));
  }

  private static @Nullable Finish finish(JsonNode feedback, JsonNode candidate) {
    if (feedback.hasNonNull("blockReason")) {
      return new Finish(Finish.Reason.REFUSED, said(feedback, "blockReason"));
    }
    String name = candidate.has("finishReason") ? "finishReason" : "finish_reason";
    String reason = candidate.path(name).asText("");
    if (Finish.isNone(reason) || reason.equals("FINISH_REASON_UNSPECIFIED")) {
      return null;
    }
    return new Finish(
        switch (reason) {
          case "MAX_TOKENS" -> Finish.Reason.LENGTH;
          case "SAFETY",
              "RECITATION",
              "LANGUAGE",
              "BLOCKLIST",
              "PROHIBITED_CONTENT",
              "SPII",
              "IMAGE_SAFETY",
              "IMAGE_PROHIBITED_CONTENT",
              "IMAGE_RECITATION" ->
              Finish.Reason.REFUSED;
          case "OTHER",
              "MALFORMED_RESPONSE",
              "MALFORMED_FUNCTION_CALL",
              "UNEXPECTED_TOOL_CALL",
              "TOO_MANY_TOOL_CALLS" ->
              Finish.Reason.BROKEN;
          default -> Finish.Reason.STOP;
        },
        said(candidate, name));
  }

  private static String said(JsonNode node, String reason) {
    String message = node.path("finishMessage").asText(node.path("blockReasonMessage").asText(""));
    return node.path(reason).asText() + (message.isEmpty() ? "" : ", " + message);
  }

  /// Null where it counts the prompt alone, as the first pieces do.
  private static @Nullable TokenUsage usage(JsonNode usage) {
    int completion =
        usage.path("candidatesTokenCount").asInt(0) + usage.path("thoughtsTokenCount").asInt(0);
    return usage.path("promptTokenCount").canConvertToInt() && completion > 0
        ? new TokenUsage(usage.path("promptTokenCount").intValue(), completion)
        : null;
  }
}

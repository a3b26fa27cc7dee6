package chat.parley.provider;

import chat.parley.provider.EventStream.Event;
import chat.parley.provider.StreamPiece.Delta;
import chat.parley.provider.StreamPiece.Finish;
import chat.parley.provider.StreamPiece.Usage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The pieces of Gemini's `streamGenerateContent`.
///
/// LangChain4j puts a blank line between the parts of one piece, ends with an exception at a finish
/// reason that is younger than it, passes over a prompt that was blocked, and does not count the
/// tokens of thoughts.
final class GeminiDialect implements Dialect {

  @Override
  public StreamPiece read(Event event) {
    JsonNode root = StreamPiece.object(event.data()).orElse(null);
    if (root == null) {
      return new StreamPiece.Unreadable();
    }
    Optional<JsonNode> error = StreamPiece.error(root);
    if (error.isPresent()) {
      return new StreamPiece.Failure(error.get());
    }
    if (!root.has("candidates") && !root.has("promptFeedback") && !root.has("usageMetadata")) {
      return new StreamPiece.Unreadable();
    }
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    JsonNode candidate = StreamPiece.first(root.path("candidates"));
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
  private static @Nullable Usage usage(JsonNode usage) {
    int completion =
        usage.path("candidatesTokenCount").asInt(0) + usage.path("thoughtsTokenCount").asInt(0);
    return usage.path("promptTokenCount").canConvertToInt() && completion > 0
        ? new Usage(usage.path("promptTokenCount").intValue(), completion)
        : null;
  }

  @Override
  public List<PassingEvent> written(Delta delta) {
    List<PassingEvent> events = new ArrayList<>(2);
    if (!delta.reasoning().isEmpty()) {
      events.add(event(delta.reasoning(), true, null, null));
    }
    if (!delta.text().isEmpty()) {
      events.add(event(delta.text(), false, null, null));
    }
    if (delta.finish() != null || delta.usage() != null) {
      events.add(event("", false, delta.finish(), delta.usage()));
    }
    return events;
  }

  private static PassingEvent event(
      String text, boolean thought, @Nullable Finish finish, @Nullable Usage usage) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode candidate = root.putArray("candidates").addObject();
    if (!text.isEmpty()) {
      ObjectNode content = candidate.putObject("content").put("role", "model");
      content.putArray("parts").addObject().put("text", text).put("thought", thought);
    }
    if (finish != null) {
      boolean cutShort = finish.reason() == Finish.Reason.LENGTH;
      candidate.put("finishReason", cutShort ? "MAX_TOKENS" : "STOP");
    }
    if (usage != null) {
      root.putObject("usageMetadata")
          .put("promptTokenCount", usage.prompt())
          .put("candidatesTokenCount", usage.completion());
    }
    return new PassingEvent("", root.toString());
  }
}

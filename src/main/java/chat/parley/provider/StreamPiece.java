package chat.parley.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one event of a completion stream says, in whichever of the protocol's dialects.
sealed interface StreamPiece {

  ObjectMapper JSON = new ObjectMapper();

  /// A piece of the answer, where any part may be absent: empty, or null.
  record Delta(
      String text,
      String reasoning,
      @Nullable String finishReason,
      @Nullable Integer promptTokens,
      @Nullable Integer completionTokens)
      implements StreamPiece {

    boolean hasCharacters() {
      return !text.isEmpty() || !reasoning.isEmpty();
    }

    Delta onlyUsage() {
      return new Delta("", "", null, promptTokens, completionTokens);
    }

    /// The same in OpenAI's own words, with nothing else in it: LangChain4j knows only these, drops
    /// reasoning under other names and refuses fields of types that it does not expect.
    String asOpenAiSendsIt() {
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
      ObjectNode delta = choice.putObject("delta");
      if (!text.isEmpty()) {
        delta.put("content", text);
      }
      if (!reasoning.isEmpty()) {
        delta.put("reasoning_content", reasoning);
      }
      if (finishReason != null) {
        choice.put("finish_reason", finishReason);
      }
      if (promptTokens != null && completionTokens != null) {
        root.putObject("usage")
            .put("prompt_tokens", promptTokens)
            .put("completion_tokens", completionTokens)
            .put("total_tokens", (long) promptTokens + completionTokens);
      }
      return root.toString();
    }
  }

  /// The server says that it failed.
  record Failure(JsonNode error) implements StreamPiece {}

  /// Not of this protocol.
  record Unreadable() implements StreamPiece {}

  static StreamPiece read(String eventName, String data) {
    JsonNode root;
    try {
      root = JSON.readTree(data);
    } catch (JsonProcessingException e) {
      return new Unreadable();
    }
    if (eventName.equals("error")) {
      return new Failure(root.has("error") ? root.get("error") : root);
    }
    if (!root.isObject()) {
      return new Unreadable();
    }
    if (root.hasNonNull("error")) {
      return new Failure(root.get("error"));
    }
    if (root.path("object").asText().equals("error")) {
      return new Failure(root);
    }
    JsonNode choice = root.path("choices").path(0);
    if (choice.hasNonNull("error")) {
      return new Failure(choice.get("error"));
    }
    // A server that does not stream sends a whole message in the delta's place.
    JsonNode delta = choice.has("delta") ? choice.get("delta") : choice.path("message");
    JsonNode usage = root.path("usage");
    return new Delta(
        text(delta.path("content")) + delta.path("refusal").asText(""),
        reasoning(delta),
        finishReason(choice.path("finish_reason")),
        count(usage.path("prompt_tokens")),
        count(usage.path("completion_tokens")));
  }

  /// A string, or Mistral's array of typed parts.
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText("");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      text.append(part.path("text").asText(""));
    }
    return text.toString();
  }

  /// DeepSeek, llama.cpp, vLLM: `reasoning_content`. OpenRouter, Ollama, newer vLLM: `reasoning`;
  /// some send both, with the same text. Mistral: parts of the content.
  private static String reasoning(JsonNode delta) {
    for (String name : new String[] {"reasoning_content", "reasoning"}) {
      JsonNode field = delta.path(name);
      if (field.isTextual() && !field.textValue().isEmpty()) {
        return field.textValue();
      }
    }
    StringBuilder reasoning = new StringBuilder();
    if (delta.path("content").isArray()) {
      for (JsonNode part : delta.path("content")) {
        reasoning.append(text(part.path("thinking")));
      }
    }
    return reasoning.toString();
  }

  private static @Nullable String finishReason(JsonNode reason) {
    if (!reason.isTextual() || reason.textValue().isEmpty()) {
      return null;
    }
    return switch (reason.textValue().toLowerCase(Locale.ROOT)) {
      case "length", "max_tokens" -> "length";
      case "content_filter", "safety" -> "content_filter";
      case "tool_calls", "function_call" -> "tool_calls";
      case "error", "abort" -> "error";
      default -> "stop";
    };
  }

  private static @Nullable Integer count(JsonNode number) {
    return number.canConvertToInt() ? number.intValue() : null;
  }
}

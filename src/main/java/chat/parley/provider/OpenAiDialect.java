package chat.parley.provider;

import chat.parley.provider.EventStream.Event;
import chat.parley.provider.StreamPiece.Delta;
import chat.parley.provider.StreamPiece.Finish;
import chat.parley.provider.StreamPiece.Usage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// OpenAI's completion chunks, with what Ollama, llama.cpp, vLLM, LM Studio, OpenRouter, DeepSeek
/// and Mistral make of them.
final class OpenAiDialect implements Dialect {

  @Override
  public StreamPiece read(Event event) {
    JsonNode root = StreamPiece.object(event.data()).orElse(null);
    if (event.name().equals("error")) {
      return failure(event, root);
    }
    if (root == null) {
      return new StreamPiece.Unreadable();
    }
    JsonNode choice = StreamPiece.first(root.path("choices"));
    Optional<JsonNode> error = StreamPiece.error(root).or(() -> StreamPiece.error(choice));
    if (error.isPresent()) {
      return new StreamPiece.Failure(error.get());
    }
    if (root.path("object").asText().equals("error")) {
      return new StreamPiece.Failure(root);
    }
    JsonNode usage = root.path("usage");
    if (!root.has("choices") && !usage.isObject()) {
      return new StreamPiece.Unreadable();
    }
    JsonNode delta = delta(choice);
    return new Delta(
        text(delta.path("content")) + delta.path("refusal").asText(""),
        reasoning(delta),
        finish(choice),
        Usage.of(usage.path("prompt_tokens"), usage.path("completion_tokens")));
  }

  /// A server that does not stream sends a whole message in the delta's place; one that knows only
  /// completions, the text itself.
  private static JsonNode delta(JsonNode choice) {
    if (choice.hasNonNull("delta")) {
      return choice.get("delta");
    }
    if (choice.hasNonNull("message")) {
      return choice.get("message");
    }
    return JsonNodeFactory.instance.objectNode().put("content", choice.path("text").asText(""));
  }

  private static StreamPiece failure(Event event, @Nullable JsonNode root) {
    if (root == null) {
      return new StreamPiece.Failure(JsonNodeFactory.instance.textNode(event.data()));
    }
    return new StreamPiece.Failure(StreamPiece.error(root).orElse(root));
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
  /// some send both, with the same text. Mistral: parts of the content. Where there is none of
  /// these: `reasoning_details` (OpenRouter, MiniMax).
  private static String reasoning(JsonNode delta) {
    for (String name : new String[] {"reasoning_content", "reasoning", "thinking"}) {
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
    if (reasoning.isEmpty()) {
      for (JsonNode detail : delta.path("reasoning_details")) {
        reasoning.append(detail.path("text").asText(detail.path("summary").asText("")));
      }
    }
    return reasoning.toString();
  }

  /// Of a whole message, that it is there.
  private static @Nullable Finish finish(JsonNode choice) {
    JsonNode reason = choice.path(choice.has("finish_reason") ? "finish_reason" : "finishReason");
    if (!reason.isTextual() || Finish.isNone(reason.textValue())) {
      return choice.hasNonNull("message") && !choice.hasNonNull("delta")
          ? new Finish(Finish.Reason.STOP, "message")
          : null;
    }
    String said = reason.textValue();
    return new Finish(
        switch (said.toLowerCase(Locale.ROOT)) {
          case "length", "max_tokens", "model_length" -> Finish.Reason.LENGTH;
          case "content_filter", "safety" -> Finish.Reason.REFUSED;
          case "tool_calls", "function_call" -> Finish.Reason.TOOLS;
          case "error", "abort" -> Finish.Reason.BROKEN;
          default -> Finish.Reason.STOP;
        },
        said);
  }

  @Override
  public List<PassingEvent> written(Delta delta) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    ObjectNode content = choice.putObject("delta");
    if (!delta.text().isEmpty()) {
      content.put("content", delta.text());
    }
    if (!delta.reasoning().isEmpty()) {
      content.put("reasoning_content", delta.reasoning());
    }
    if (delta.finish() != null) {
      choice.put(
          "finish_reason",
          switch (delta.finish().reason()) {
            case STOP, REFUSED, BROKEN -> "stop";
            case LENGTH -> "length";
            case TOOLS -> "tool_calls";
          });
    }
    Usage usage = delta.usage();
    if (usage != null) {
      root.putObject("usage")
          .put("prompt_tokens", usage.prompt())
          .put("completion_tokens", usage.completion())
          .put("total_tokens", (long) usage.prompt() + usage.completion());
    }
    return List.of(new PassingEvent("", root.toString()));
  }
}

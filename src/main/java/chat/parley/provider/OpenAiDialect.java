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
import org.jspecify.annotations.Nullable;

/// OpenAI's completion chunks, with what Ollama, llama.cpp, vLLM, LM Studio, OpenRouter, DeepSeek
/// and Mistral make of them.
final class OpenAiDialect implements Dialect {

  @Override
  public StreamPiece read(Event event) {
    if (event.data().strip().equals("[DONE]")) {
      return new StreamPiece.Done();
    }
    JsonNode root = StreamPiece.object(event.data()).orElse(null);
    if (event.name().equals("error")) {
      return failure(event, root);
    }
    if (root == null) {
      return new StreamPiece.Unreadable();
    }
    if (root.hasNonNull("error")) {
      return new StreamPiece.Failure(root.get("error"));
    }
    if (root.path("object").asText().equals("error")) {
      return new StreamPiece.Failure(root);
    }
    JsonNode choice = root.path("choices").path(0);
    if (choice.hasNonNull("error")) {
      return new StreamPiece.Failure(choice.get("error"));
    }
    // A server that does not stream sends a whole message in the delta's place.
    JsonNode delta = choice.has("delta") ? choice.get("delta") : choice.path("message");
    JsonNode usage = root.path("usage");
    return new Delta(
        text(delta.path("content")) + delta.path("refusal").asText(""),
        reasoning(delta),
        finish(choice.path("finish_reason")),
        Usage.of(usage.path("prompt_tokens"), usage.path("completion_tokens")));
  }

  private static StreamPiece failure(Event event, @Nullable JsonNode root) {
    if (root == null) {
      return new StreamPiece.Failure(JsonNodeFactory.instance.textNode(event.data()));
    }
    return new StreamPiece.Failure(root.has("error") ? root.get("error") : root);
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

  private static @Nullable Finish finish(JsonNode reason) {
    if (!reason.isTextual() || reason.textValue().isEmpty()) {
      return null;
    }
    String said = reason.textValue();
    return new Finish(
        switch (said.toLowerCase(Locale.ROOT)) {
          case "length", "max_tokens" -> Finish.Reason.LENGTH;
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

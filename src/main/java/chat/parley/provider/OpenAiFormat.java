package chat.parley.provider;

import chat.parley.provider.SseReader.SseEvent;
import chat.parley.provider.StreamEvent.Delta;
import chat.parley.provider.StreamEvent.Finish;
import chat.parley.provider.StreamEvent.TokenUsage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// OpenAI's completion chunks, with what Ollama, llama.cpp, vLLM, LM Studio, OpenRouter, DeepSeek
/// and Mistral make of them.
final class OpenAiFormat implements WireFormat {

  private final boolean withStreamOptions;

  /// Whether text has come in a delta: a message beside a later one repeats all of it.
  private boolean comesInDeltas;

  /// @param withStreamOptions whether tokens are asked for
  OpenAiFormat(boolean withStreamOptions) {
    this.withStreamOptions = withStreamOptions;
  }

  @Override
  public ObjectNode request(Prompt prompt) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", prompt.model());
    body.set("messages", WireFormat.messages(prompt));
    body.put("stream", true);
    if (withStreamOptions) {
      body.putObject("stream_options").put("include_usage", true);
    }
    return body;
  }

  @Override
  public StreamEvent read(SseEvent event) {
    JsonNode root = StreamEvent.object(event.data()).orElse(null);
    if (event.name().equals("error")) {
      return failure(event, root);
    }
    if (root == null) {
      return new StreamEvent.Unreadable();
    }
    JsonNode choice = StreamEvent.first(root.path("choices"));
    Optional<JsonNode> error = StreamEvent.error(root).or(() -> StreamEvent.error(choice));
    if (error.isPresent()) {
      return new StreamEvent.ServerError(error.get());
    }
    if (root.path("object").asText().equals("error")) {
      return new StreamEvent.ServerError(root);
    }
    JsonNode usage = root.path("usage");
    if (!root.has("choices") && !usage.isObject()) {
      return new StreamEvent.Unreadable();
    }
    DeltaContent said = content(choice);
    return new Delta(
        said.text(),
        said.reasoning(),
        finish(choice, said.isMessage()),
        TokenUsage.of(usage.path("prompt_tokens"), usage.path("completion_tokens")));
  }

  /// @param isMessage whether it is a whole one
  private record DeltaContent(String text, String reasoning, boolean isMessage) {

    static DeltaContent of(JsonNode node, boolean isMessage) {
      String refusal = node.path("refusal").asText("");
      return new DeltaContent(words(node.path("content")) + refusal, reasoningOf(node), isMessage);
    }

    boolean isEmpty() {
      return text.isEmpty() && reasoning.isEmpty();
    }
  }

  /// A server that does not stream sends a whole message in the delta's place, or beside an empty
  /// one; one that knows only completions, the text itself.
  private DeltaContent content(JsonNode choice) {
    boolean hasDelta = choice.hasNonNull("delta");
    DeltaContent delta = DeltaContent.of(choice.path("delta"), false);
    comesInDeltas |= !delta.isEmpty();
    if (comesInDeltas && hasDelta) {
      return delta;
    }
    boolean hasMessage = choice.hasNonNull("message");
    DeltaContent message = DeltaContent.of(choice.path("message"), hasMessage);
    if (!message.isEmpty()) {
      return message;
    }
    String completion = choice.path("text").asText("");
    if (!completion.isEmpty()) {
      return new DeltaContent(completion, "", hasMessage);
    }
    return hasDelta ? delta : message;
  }

  private static StreamEvent failure(SseEvent event, @Nullable JsonNode root) {
    if (root == null) {
      return new StreamEvent.ServerError(JsonNodeFactory.instance.textNode(event.data()));
    }
    return new StreamEvent.ServerError(StreamEvent.error(root).orElse(root));
  }

  /// A string, a typed part, or Mistral's array of these.
  private static String words(JsonNode content) {
    if (content.isObject()) {
      return content.path("text").asText("");
    }
    if (!content.isArray()) {
      return content.asText("");
    }
    StringBuilder words = new StringBuilder();
    for (JsonNode part : content) {
      words.append(part.isTextual() ? part.textValue() : part.path("text").asText(""));
    }
    return words.toString();
  }

  /// DeepSeek, llama.cpp, vLLM: `reasoning_content`. OpenRouter, Ollama, newer vLLM: `reasoning`;
  /// some send both, with the same text. Mistral: parts of the content. Where there is none of
  /// these: `reasoning_details` (OpenRouter, MiniMax).
  private static String reasoningOf(JsonNode delta) {
    for (String name : new String[] {"reasoning_content", "reasoning", "thinking"}) {
      JsonNode field = delta.path(name);
      if (field.isTextual() && !field.textValue().isEmpty()) {
        return field.textValue();
      }
    }
    StringBuilder reasoning = new StringBuilder();
    if (delta.path("content").isArray()) {
      for (JsonNode part : delta.path("content")) {
        reasoning.append(words(part.path("thinking")));
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
  private static @Nullable Finish finish(JsonNode choice, boolean isMessage) {
    JsonNode reason = choice.path(choice.has("finish_reason") ? "finish_reason" : "finishReason");
    if (!reason.isTextual() || Finish.isNone(reason.textValue())) {
      return isMessage ? new Finish(Finish.Reason.STOP, "message") : null;
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
}

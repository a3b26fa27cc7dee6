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

/// The events of Anthropic's Messages API.
///
/// LangChain4j takes a refusal for an ordinary end, and breaks at an error without a type.
final class AnthropicDialect implements Dialect {

  private static final int TEXT = 0;
  private static final int THINKING = 1;

  private int promptTokens;

  @Override
  public StreamPiece read(Event event) {
    JsonNode root = StreamPiece.object(event.data()).orElse(null);
    if (root == null) {
      return new StreamPiece.Unreadable();
    }
    return switch (root.path("type").asText(event.name())) {
      case "message_start" -> {
        countPrompt(root.path("message").path("usage"));
        yield Delta.NOTHING;
      }
      case "content_block_start" -> content(root.path("content_block"));
      case "content_block_delta" -> content(root.path("delta"));
      case "message_delta" -> end(root);
      case "message_stop" -> new StreamPiece.Done();
      case "error" -> new StreamPiece.Failure(root.has("error") ? root.get("error") : root);
      case "message" -> whole(root);
      // "ping", "content_block_stop", and what may be invented: Anthropic asks to pass over it.
      case String other ->
          StreamPiece.error(root)
              .<StreamPiece>map(error -> new StreamPiece.Failure(named(error, other)))
              // Without a type it is nothing of this protocol.
              .orElseGet(() -> other.isEmpty() ? new StreamPiece.Unreadable() : Delta.NOTHING);
    };
  }

  /// Some say beside the error of which type it is.
  private static JsonNode named(JsonNode error, String type) {
    return error instanceof ObjectNode fields && !fields.hasNonNull("type") && !type.isEmpty()
        ? fields.deepCopy().put("type", type)
        : error;
  }

  /// A message that is no stream.
  private StreamPiece whole(JsonNode root) {
    Optional<JsonNode> error = StreamPiece.error(root);
    if (error.isPresent()) {
      return new StreamPiece.Failure(error.get());
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
        completion < 0 || promptTokens == 0 ? null : new Usage(promptTokens, completion));
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

  @Override
  public List<PassingEvent> written(Delta delta) {
    List<PassingEvent> events = new ArrayList<>(2);
    if (!delta.reasoning().isEmpty()) {
      events.add(block(THINKING, "thinking", delta.reasoning()));
    }
    if (!delta.text().isEmpty()) {
      events.add(block(TEXT, "text", delta.text()));
    }
    if (delta.finish() != null) {
      events.add(end(delta.finish(), delta.usage()));
      events.add(event("message_stop", JsonNodeFactory.instance.objectNode()));
    }
    return events;
  }

  /// Each piece as a block that begins with it: a block's later pieces are understood only while
  /// LangChain4j remembers its beginning.
  private static PassingEvent block(int index, String type, String text) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("index", index);
    root.putObject("content_block").put("type", type).put(type, text);
    return event("content_block_start", root);
  }

  private static PassingEvent end(Finish finish, @Nullable Usage usage) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("delta")
        .put(
            "stop_reason",
            switch (finish.reason()) {
              case STOP, REFUSED, BROKEN -> "end_turn";
              case LENGTH -> "max_tokens";
              case TOOLS -> "tool_use";
            });
    if (usage != null) {
      root.putObject("usage")
          .put("input_tokens", usage.prompt())
          .put("output_tokens", usage.completion());
    }
    return event("message_delta", root);
  }

  private static PassingEvent event(String type, ObjectNode root) {
    return new PassingEvent(type, root.put("type", type).toString());
  }
}

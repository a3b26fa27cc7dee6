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

/// Ollama's own chat protocol: an object of JSON a line.
///
/// LangChain4j takes the text of an event for passed before its reasoning, and every error for one
/// of the same kind.
final class OllamaDialect implements Dialect {

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
    JsonNode message = root.path("message");
    if (!message.isObject() && !root.has("done") && !root.has("response")) {
      return new StreamPiece.Unreadable();
    }
    // Who speaks as `/api/generate` does has no message.
    return new Delta(
        message.path("content").asText(root.path("response").asText("")),
        message.path("thinking").asText(root.path("thinking").asText("")),
        root.path("done").asBoolean() ? finish(root.path("done_reason").asText("stop")) : null,
        Usage.of(root.path("prompt_eval_count"), root.path("eval_count")));
  }

  private static Finish finish(String reason) {
    return new Finish(reason.equals("length") ? Finish.Reason.LENGTH : Finish.Reason.STOP, reason);
  }

  @Override
  public List<PassingEvent> written(Delta delta) {
    List<PassingEvent> events = new ArrayList<>(2);
    if (!delta.reasoning().isEmpty()) {
      events.add(event("thinking", delta.reasoning(), null, null));
    }
    if (!delta.text().isEmpty()) {
      events.add(event("content", delta.text(), null, null));
    }
    if (delta.finish() != null) {
      events.add(event("content", "", delta.finish(), delta.usage()));
    }
    return events;
  }

  private static PassingEvent event(
      String field, String text, @Nullable Finish finish, @Nullable Usage usage) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("message").put("role", "assistant").put(field, text);
    root.put("done", finish != null);
    if (finish != null) {
      root.put("done_reason", finish.reason() == Finish.Reason.LENGTH ? "length" : "stop");
    }
    if (usage != null) {
      root.put("prompt_eval_count", usage.prompt()).put("eval_count", usage.completion());
    }
    return new PassingEvent("", root.toString());
  }
}

package chat.parley.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Ollama says about its models. Pure.
final class OllamaModels {

  private static final Pattern NUM_CTX = Pattern.compile("(?m)^num_ctx\\s+(\\d{1,9})\\s*$");

  private OllamaModels() {}

  /// @param digest changes with the model
  record Pulled(String name, String digest) {}

  /// @param chats not an embedding, for one
  /// @param window the one set for this model; or the one that it was trained with, where it is so
  ///   small that Ollama surely uses it; or null
  /// @param takesPrefix whether a last message of the assistant is left open
  record OllamaDetails(boolean chats, @Nullable Integer window, boolean takesPrefix) {

    static final OllamaDetails UNKNOWN = new OllamaDetails(true, null, true);
  }

  /// Reads `/api/tags`, newest first. Empty where the text is no list.
  static Optional<List<Pulled>> pulled(String json) {
    return entries(json)
        .map(models -> {
          List<Pulled> pulled = new ArrayList<>();
          for (JsonNode entry : models) {
            String name = entry.path("name").asText(entry.path("model").asText(""));
            if (!name.isBlank() && pulled.size() < ModelListing.MAX_MODELS) {
              pulled.add(new Pulled(name, entry.path("digest").asText(name)));
            }
          }
          return pulled;
        });
  }

  /// Reads `/api/ps`: the window of each model that is loaded.
  static Map<String, Integer> loaded(String json) {
    Map<String, Integer> windows = new LinkedHashMap<>();
    entries(json)
        .ifPresent(models ->
            models.forEach(entry -> {
              int window = entry.path("context_length").asInt(0);
              if (window > 0) {
                windows.put(entry.path("name").asText(""), window);
              }
            }));
    return windows;
  }

  /// Reads `/api/show`.
  static OllamaDetails shown(String json) {
    JsonNode root = StreamEvent.object(json).orElse(StreamEvent.JSON.createObjectNode());
    JsonNode capabilities = root.path("capabilities");
    boolean chats = capabilities.isEmpty();
    for (JsonNode capability : capabilities) {
      chats |= capability.asText("").equals("completion");
    }
    // Ollama's own templates leave the last message open; the one in a model's file closes it.
    boolean takesPrefix = !root.path("template_source").asText("").equals("gguf_chat_template");
    return new OllamaDetails(chats, window(root), takesPrefix);
  }

  private static @Nullable Integer window(JsonNode root) {
    Matcher set = NUM_CTX.matcher(root.path("parameters").asText(""));
    if (set.find()) {
      return Integer.valueOf(set.group(1));
    }
    int trained = 0;
    for (Map.Entry<String, JsonNode> field : root.path("model_info").properties()) {
      if (field.getKey().endsWith(".context_length")) {
        trained = field.getValue().asInt(0);
      }
    }
    boolean isSmall = trained > 0 && trained <= ContextWindow.DEFAULT_TOKENS;
    return isSmall ? trained : null;
  }

  private static Optional<JsonNode> entries(String json) {
    return StreamEvent.object(json).map(root -> root.path("models")).filter(JsonNode::isArray);
  }
}

package chat.parley.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a server's list of models: `{"data": [{"id": ...}]}`, with what each server adds to it.
final class ModelListing {

  static final int MAX_MODELS = 2_000;

  /// Models that do not chat, whoever serves them.
  private static final Pattern NO_CHAT =
      Pattern.compile("embed|rerank|whisper|moderation|^dall-e|^tts-|(^|/)bge-|stable-diffusion");

  /// Those of OpenAI's that answer at other addresses only; other people's may be called so.
  private static final Pattern NO_CHAT_AT_OPENAI =
      Pattern.compile(
          "-realtime|-audio|-transcribe|-tts|-instruct|-image|^sora|^davinci|^babbage|^computer-use"
              + "|-deep-research|-codex");

  private static final Pattern OPENAI_OWNS = Pattern.compile("^(openai.*|system)$");

  private static final String[] WINDOWS = {
    "context_length", "context_window", "max_model_len", "max_context_length"
  };

  private ModelListing() {}

  private record Listed(Model model, long created) {}

  /// The models that chat: newest first where the server says when they came, then by name. Empty
  /// where the text is no list.
  static Optional<List<Model>> read(String provider, String json) {
    JsonNode root;
    try {
      root = StreamPiece.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    JsonNode data = root == null || root.isArray() ? root : root.path("data");
    if (data == null || !(data.isArray() || data.isNull())) {
      return Optional.empty();
    }
    List<Listed> listed = new ArrayList<>();
    for (JsonNode entry : data) {
      String name = entry.path("id").asText("");
      if (!name.isBlank() && chats(name, entry) && listed.size() < MAX_MODELS) {
        Model model = new Model(provider, name, contextWindow(entry));
        listed.add(new Listed(model, entry.path("created").asLong(0)));
      }
    }
    return Optional.of(
        listed.stream()
            .sorted(
                Comparator.comparingLong(Listed::created)
                    .reversed()
                    .thenComparing(one -> one.model().name(), String.CASE_INSENSITIVE_ORDER))
            .map(Listed::model)
            .distinct()
            .toList());
  }

  private static boolean chats(String name, JsonNode entry) {
    String lower = name.toLowerCase(Locale.ROOT);
    JsonNode outputs = entry.path("architecture").path("output_modalities");
    if (outputs.isArray() && !outputs.isEmpty() && !contains(outputs, "text")) {
      return false;
    }
    boolean ofOpenAi = OPENAI_OWNS.matcher(entry.path("owned_by").asText("")).matches();
    return !NO_CHAT.matcher(lower).find()
        && !entry.path("type").asText("").equals("embeddings")
        && !(ofOpenAi && NO_CHAT_AT_OPENAI.matcher(lower).find());
  }

  private static boolean contains(JsonNode array, String text) {
    for (JsonNode element : array) {
      if (element.asText("").equals(text)) {
        return true;
      }
    }
    return false;
  }

  /// OpenRouter, Groq, vLLM, LM Studio under their names; llama.cpp in `meta`, where what the model
  /// is loaded with counts before what it was trained with.
  private static @Nullable Integer contextWindow(JsonNode entry) {
    JsonNode loaded = entry.path("loaded_context_length");
    if (isWindow(loaded)) {
      return loaded.intValue();
    }
    for (String name : WINDOWS) {
      if (isWindow(entry.path(name))) {
        return entry.path(name).intValue();
      }
    }
    for (String name : new String[] {"n_ctx", "n_ctx_train"}) {
      if (isWindow(entry.path("meta").path(name))) {
        return entry.path("meta").path(name).intValue();
      }
    }
    return null;
  }

  private static boolean isWindow(JsonNode number) {
    return number.canConvertToInt() && number.intValue() > 0;
  }
}

package chat.parley.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of Google's list of models.
///
/// @param next the token of the next page
record GeminiModels(List<GeminiModel> listed, Optional<String> next) {

  private static final String PREFIX = "models/";

  /// Models that generate, but no text.
  private static final Pattern NO_CHAT =
      Pattern.compile(
          "embedding|-image|-tts|-audio|-live|^imagen|^veo|^lyria|robotics|computer-use");

  /// @param thinks whether its thoughts can be asked for
  record GeminiModel(Model model, boolean thinks) {}

  /// The models that chat. Empty where the text is no list.
  static Optional<GeminiModels> read(String provider, String json) {
    JsonNode root = StreamEvent.object(json).orElse(null);
    if (root == null || !root.path("models").isArray()) {
      return Optional.empty();
    }
    List<GeminiModel> listed = new ArrayList<>();
    for (JsonNode entry : root.path("models")) {
      String path = entry.path("name").asText("");
      String name = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
      if (generates(entry) && !name.isBlank() && !NO_CHAT.matcher(name).find()) {
        listed.add(
            new GeminiModel(
                new Model(provider, name, window(entry)), entry.path("thinking").asBoolean()));
      }
    }
    String next = root.path("nextPageToken").asText("");
    return Optional.of(new GeminiModels(listed, Optional.of(next).filter(it -> !it.isEmpty())));
  }

  private static boolean generates(JsonNode entry) {
    for (JsonNode method : entry.path("supportedGenerationMethods")) {
      if (method.asText("").equals("generateContent")) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Integer window(JsonNode entry) {
    int window = entry.path("inputTokenLimit").asInt(0);
    return window > 0 ? window : null;
  }
}

package chat.parley.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A page of Anthropic's list of models, newest first.
///
/// @param next the id after which the next page begins
record AnthropicModels(List<AnthropicModel> listed, Optional<String> next) {

  /// Every Claude since the second takes at least as much.
  private static final int USUAL_WINDOW = 200_000;

  /// @param mostTokens how many an answer may have at most, or 0 where the list does not say
  /// @param thinksAdaptively whether it decides by itself how much to reason
  record AnthropicModel(Model model, int mostTokens, boolean thinksAdaptively) {}

  /// Empty where the text is no list.
  static Optional<AnthropicModels> read(String provider, String json) {
    JsonNode root = StreamEvent.object(json).orElse(null);
    if (root == null || !root.path("data").isArray()) {
      return Optional.empty();
    }
    List<AnthropicModel> listed = new ArrayList<>();
    for (JsonNode entry : root.path("data")) {
      String id = entry.path("id").asText("");
      if (!id.isBlank()) {
        int window = entry.path("max_input_tokens").asInt(0);
        listed.add(
            new AnthropicModel(
                new Model(provider, id, window > 0 ? window : USUAL_WINDOW),
                entry.path("max_tokens").asInt(0),
                entry.at("/capabilities/thinking/types/adaptive/supported").asBoolean()));
      }
    }
    String last = root.path("last_id").asText("");
    boolean more = root.path("has_more").asBoolean() && !last.isEmpty();
    return Optional.of(new AnthropicModels(listed, more ? Optional.of(last) : Optional.empty()));
  }
}

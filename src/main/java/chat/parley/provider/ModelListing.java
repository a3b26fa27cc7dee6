package chat.parley.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a server's list of models: `{"data": [{"id": ...}]}`, and what others make of it: other
/// names for both, an array without anything around it, names without anything beside them.
final class ModelListing {

  static final int MAX_MODELS = 2_000;

  /// More than a name needs, in characters.
  private static final int LONGEST_NAME = 500;

  private static final List<String> LISTS =
      List.of("data", "models", "model_list", "result", "items");
  private static final List<String> NAMES =
      List.of("id", "model_id", "name", "model", "model_name", "key");

  private ModelListing() {}

  private record DatedModel(Model model, long created) {
    /// The same model once more: what either says of it counts.
    DatedModel and(DatedModel other) {
      return new DatedModel(
          model.contextWindow() == null ? other.model : model, Math.max(created, other.created));
    }
  }

  /// The models that chat: newest first where the server says when they came, then by name. Empty
  /// where the text is no list.
  static Optional<List<Model>> read(String provider, String json) {
    return entries(json)
        .map(entries -> {
          Map<String, DatedModel> listed = new LinkedHashMap<>();
          for (JsonNode entry : entries) {
            String name = name(entry);
            if (!name.isBlank()
                && name.length() <= LONGEST_NAME
                && ChatModels.does(name, entry)
                && listed.size() < MAX_MODELS) {
              Model model = new Model(provider, name, ListedContextWindow.of(entry).orElse(null));
              listed.merge(
                  name, new DatedModel(model, entry.path("created").asLong(0)), DatedModel::and);
            }
          }
          return listed.values().stream()
              .sorted(
                  Comparator.comparingLong(DatedModel::created)
                      .reversed()
                      .thenComparing(one -> one.model().name(), String.CASE_INSENSITIVE_ORDER))
              .map(DatedModel::model)
              .toList();
        });
  }

  private static Optional<List<JsonNode>> entries(String json) {
    JsonNode root;
    try {
      root = StreamEvent.JSON.readTree(json.startsWith("\uFEFF") ? json.substring(1) : json);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    return root == null ? Optional.empty() : entries(root, true);
  }

  private static Optional<List<JsonNode>> entries(JsonNode root, boolean deeper) {
    if (root.isArray()) {
      List<JsonNode> all = new ArrayList<>();
      root.forEach(all::add);
      return Optional.of(all);
    }
    for (String name : LISTS) {
      JsonNode list = root.path(name);
      if (list.isArray()) {
        return entries(list, false);
      }
      if (list.isNull()) {
        return Optional.of(List.of());
      }
      Optional<List<JsonNode>> within =
          list.isObject() && deeper ? entries(list, false) : Optional.empty();
      if (within.isPresent()) {
        return within;
      }
    }
    return !deeper && root.isObject() && !root.isEmpty() ? byName(root) : Optional.empty();
  }

  /// Names with what is said of each.
  private static Optional<List<JsonNode>> byName(JsonNode map) {
    List<JsonNode> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : map.properties()) {
      if (!field.getValue().isObject()) {
        return Optional.empty();
      }
      var entry = JsonNodeFactory.instance.objectNode();
      field.getValue().properties().forEach(it -> entry.set(it.getKey(), it.getValue()));
      all.add(entry.put("id", field.getKey()));
    }
    return Optional.of(all);
  }

  private static String name(JsonNode entry) {
    if (entry.isTextual()) {
      return entry.textValue();
    }
    for (String field : NAMES) {
      JsonNode name = entry.path(field);
      if (name.isTextual() && !name.textValue().isBlank()) {
        return name.textValue();
      }
    }
    return "";
  }
}

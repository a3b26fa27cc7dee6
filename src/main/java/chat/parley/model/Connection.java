package chat.parley.model;

import chat.parley.provider.Protocol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was decided about a connection.
///
/// @param name by which models are called, like `ollama` in `ollama/llama3.2`
/// @param sealedKey null for a server that wants none
/// @param enabled whether it is used at all
/// @param atOnce the most answers that it writes at the same time; 0 = no limit of its own
/// @param fallback the model that is asked where this connection fails before the first token, or
///   null
/// @param typed models that are asked by name though the server does not list them
/// @param reach where its calls may go
/// @param models what was decided about its models, by their names
public record Connection(
    String name,
    Protocol protocol,
    String url,
    @Nullable String sealedKey,
    boolean enabled,
    Audience audience,
    int atOnce,
    @Nullable ModelRef fallback,
    List<String> typed,
    Reach reach,
    Map<String, ModelSettings> models) {
  public Connection {
    typed = List.copyOf(typed);
    models = Map.copyOf(models);
  }

  Connection with(@Nullable String otherKey, Reach otherReach) {
    return new Connection(
        name,
        protocol,
        url,
        otherKey,
        enabled,
        audience,
        atOnce,
        fallback,
        typed,
        otherReach,
        models);
  }

  public ModelSettings of(String model) {
    return models.getOrDefault(model, ModelSettings.AS_LISTED);
  }
}

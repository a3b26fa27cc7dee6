package chat.parley.model;

import chat.parley.provider.Protocol;
import chat.parley.user.Role;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was decided about a connection.
///
/// @param name by which models are called, like `ollama` in `ollama/llama3.2`
/// @param sealedKey null for a server that wants none
/// @param enabled whether it is used at all
/// @param atOnce the most answers that it writes at the same time; 0 = no limit of its own
/// @param fallback the model that is asked where this connection fails before the first token, as
///   `provider/model`, or null
/// @param typed models that are asked by name though the server does not list them
/// @param reach where its calls may go
/// @param models what was decided about its models, by their names
public record ConnectionSettings(
    String name,
    Protocol protocol,
    String url,
    @Nullable String sealedKey,
    boolean enabled,
    Audience audience,
    int atOnce,
    @Nullable String fallback,
    List<String> typed,
    Limit reach,
    Map<String, OfModel> models) {
  public ConnectionSettings {
    typed = List.copyOf(typed);
    models = Map.copyOf(models);
  }

  /// Who may use it.
  public enum Audience {
    EVERYONE,
    STAFF,
    OWNER;

    public boolean includes(Role role) {
      return switch (this) {
        case EVERYONE -> true;
        case STAFF -> role.isStaff();
        case OWNER -> role == Role.OWNER;
      };
    }
  }

  /// Where calls may go.
  public enum Limit {
    /// Where the owner said, whatever it is.
    ANYWHERE,
    /// To public addresses, and to those that the owner allowed.
    PUBLIC
  }

  /// What was decided about a model.
  ///
  /// @param enabled whether it is in the menu
  /// @param title how it is called, or null for its own name
  /// @param contextWindow in tokens, or null for what the server says
  /// @param promptPrice for a million tokens, or null where it is not known
  /// @param completionPrice the same, of answers
  public record OfModel(
      boolean enabled,
      @Nullable String title,
      @Nullable Integer contextWindow,
      @Nullable Double promptPrice,
      @Nullable Double completionPrice) {
    static final OfModel AS_LISTED = new OfModel(true, null, null, null, null);
  }

  OfModel of(String model) {
    return models.getOrDefault(model, OfModel.AS_LISTED);
  }
}

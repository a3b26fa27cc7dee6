package chat.parley.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was decided about a model.
///
/// @param enabled whether it is in the menu
/// @param title how it is called, or null for its own name
/// @param contextWindow in tokens, or null for what the server says
/// @param promptPrice for a million tokens, or null where it is not known
/// @param completionPrice the same, of answers
public record ModelSettings(
    boolean enabled,
    @Nullable String title,
    @Nullable Integer contextWindow,
    @Nullable Double promptPrice,
    @Nullable Double completionPrice) {
  static final ModelSettings AS_LISTED = new ModelSettings(true, null, null, null, null);

  /// Nothing where nobody has said.
  Optional<Price> price() {
    return promptPrice == null && completionPrice == null
        ? Optional.empty()
        : Optional.of(
            new Price(
                promptPrice == null ? 0 : promptPrice,
                completionPrice == null ? 0 : completionPrice));
  }
}

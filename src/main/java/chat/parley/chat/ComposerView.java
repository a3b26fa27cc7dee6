package chat.parley.chat;

import chat.parley.model.ModelChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The form in which people write.
///
/// @param action where it posts: `/messages` or `/chat/{id}/messages`
/// @param chat the conversation's id, or null on the home page
/// @param text what stands in the field, kept after an error
/// @param error what is wrong with it, or null
/// @param models the model menu
/// @param model the chosen one
/// @param key makes sending it twice the same as once
/// @param branch number of the last message of the branch that the page shows; 0 on the home page
/// @param stoppable number of the answer that Stop would stop, or null when none is being written
/// @param quota how much of what its person may use is used up, or null while there is plenty
public record ComposerView(
    String action,
    @Nullable String chat,
    String text,
    @Nullable String error,
    List<ModelChoice> models,
    String model,
    String key,
    int branch,
    @Nullable Integer stoppable,
    @Nullable String quota) {
  public ComposerView {
    models = List.copyOf(models);
  }
}

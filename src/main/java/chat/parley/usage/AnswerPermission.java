package chat.parley.usage;

import chat.parley.user.AccountId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Whether an account may still have an answer written when its turn comes: what it may use can be
/// used up by the answers that were before it in line.
@FunctionalInterface
public interface AnswerPermission {
  /// Why not, in a sentence; nothing where it may.
  Optional<String> refusal(Handle handle, AccountId account);

  /// Why nothing more of an answer that is being written can be kept, in a sentence; nothing where
  /// there is room.
  default Optional<String> full(Handle handle, AccountId account) {
    return Optional.empty();
  }
}

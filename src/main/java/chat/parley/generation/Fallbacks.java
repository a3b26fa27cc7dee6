package chat.parley.generation;

import chat.parley.provider.Model;
import chat.parley.user.AccountId;
import java.util.Optional;

/// Who is asked in the place of a provider that fails before its first token, where the owner wants
/// that.
@FunctionalInterface
public interface Fallbacks {
  /// @param account for whom, who must be allowed to use it
  Optional<Model> of(AccountId account, String provider);
}

package chat.parley.model;

import chat.parley.provider.Model;
import chat.parley.user.AccountId;
import java.util.Optional;

/// Who is asked in the place of a provider that fails before its first token, where the owner wants
/// that.
@FunctionalInterface
public interface ModelFallbacks {
  /// @param account for whom, who must be allowed to use it
  Optional<Model> of(AccountId account, String provider);
}

package chat.parley.openid;

import org.jspecify.annotations.Nullable;

/// What came of a journey to a provider.
public sealed interface Arrival {

  /// Somebody whom the provider vouches for.
  ///
  /// @param issuer who vouches
  /// @param subject whom they mean, for ever
  /// @param name as they call themselves there, or empty
  /// @param email only where the provider says that it is theirs
  record Somebody(String issuer, String subject, String name, @Nullable String email)
      implements Arrival {}

  /// Nobody, for a reason.
  ///
  /// @param sentence for the one who tried
  record Nobody(String sentence) implements Arrival {}
}

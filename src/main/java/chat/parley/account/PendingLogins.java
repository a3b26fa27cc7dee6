package chat.parley.account;

import chat.parley.account.oidc.AuthorizationRequest;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who has gone to a provider and not come back yet.
///
/// Kept in memory: after a restart one begins again, with one click. What a browser brings back
/// counts only together with the cookie that it was given when it left, so that nobody can be
/// signed in as somebody else by a link.
final class PendingLogins {
  static final Duration LONGEST = Duration.ofMinutes(10);

  /// At the same time; who left first is forgotten first.
  private static final int MOST = 10_000;

  private final Clock clock;
  private final Map<String, ExpiringLogin> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ExpiringLogin> eldest) {
          return size() > MOST;
        }
      };

  PendingLogins(Clock clock) {
    this.clock = clock;
  }

  /// What somebody left for.
  sealed interface LoginPurpose {
    /// @param to where to go on
    record ToSignIn(String to) implements LoginPurpose {}

    record ToJoin(Token invitation) implements LoginPurpose {}

    /// Whoever has this has shown the set-up code.
    record ToSetUp() implements LoginPurpose {}

    /// @param account that will be signed in to by it too
    record ToLink(AccountId account) implements LoginPurpose {}

    /// Shows again who they are.
    ///
    /// @param session whose it will be known of
    /// @param to where to go on
    record ToReauthenticate(AccountId account, String session, String to) implements LoginPurpose {}
  }

  /// @param browser what the cookie holds
  record PendingLogin(AuthorizationRequest request, LoginPurpose purpose, Token browser) {}

  private record ExpiringLogin(PendingLogin login, Instant until) {}

  /// Somebody leaves.
  synchronized void add(PendingLogin login) {
    Instant now = clock.instant();
    kept.values().removeIf(one -> one.until().isBefore(now));
    kept.put(login.request().state(), new ExpiringLogin(login, now.plus(LONGEST)));
  }

  /// Somebody is back: once.
  ///
  /// @param state that the browser brings
  /// @param browser from its cookie, or null
  synchronized Optional<PendingLogin> take(String state, @Nullable Token browser) {
    ExpiringLogin found = kept.get(state);
    if (found == null || browser == null || !isSame(found.login().browser(), browser)) {
      // One that somebody else brings stays for the one whose it is.
      return Optional.empty();
    }
    kept.remove(state);
    return clock.instant().isAfter(found.until()) ? Optional.empty() : Optional.of(found.login());
  }

  private static boolean isSame(Token one, Token other) {
    return MessageDigest.isEqual(
        one.value().getBytes(StandardCharsets.UTF_8),
        other.value().getBytes(StandardCharsets.UTF_8));
  }
}

package chat.parley;

import java.util.Locale;

/// Who may use Parley.
public enum Auth {
  /// The user who runs it, on this computer and without a password; others with the secret link.
  LOCAL,
  /// The same, but that user needs the secret link too.
  LINK,
  /// Those who have an account.
  ACCOUNTS;

  /// @throws IllegalArgumentException with a sentence that says what there is
  static Auth of(String word) {
    for (Auth auth : values()) {
      if (auth.word().equals(word)) {
        return auth;
      }
    }
    throw new IllegalArgumentException("--auth is local, link or accounts, not " + word);
  }

  /// Whether it belongs to one person, who does not sign in.
  boolean isLocal() {
    return this != ACCOUNTS;
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

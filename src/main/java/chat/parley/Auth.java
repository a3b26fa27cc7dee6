package chat.parley;

import java.util.Locale;

/// Who may use Parley.
public enum Auth {
  /// Whoever uses this computer: one person, no password.
  LOCAL,
  /// Those who have an account.
  ACCOUNTS;

  /// @throws IllegalArgumentException with a sentence that says what there is
  static Auth of(String word) {
    for (Auth auth : values()) {
      if (auth.word().equals(word)) {
        return auth;
      }
    }
    throw new IllegalArgumentException("--auth is local or accounts, not " + word);
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

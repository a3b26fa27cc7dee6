package chat.parley.account;

import chat.parley.user.Token;
import org.jspecify.annotations.Nullable;

/// What somebody gave to be let in.
///
/// @param device the token of a browser that has signed in before, or null
record PasswordAttempt(String email, String password, @Nullable Token device, SessionClient place) {
  @Override
  public String toString() {
    return "PasswordAttempt[" + email + "]";
  }
}

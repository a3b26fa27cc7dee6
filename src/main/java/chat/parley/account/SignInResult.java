package chat.parley.account;

import chat.parley.user.Account;
import chat.parley.user.Token;
import java.time.Duration;

/// What came of it.
sealed interface SignInResult {
  /// @param session the new session's token
  /// @param device by which the browser is known from now on
  record SignedIn(Account account, Token session, Token device) implements SignInResult {}

  /// The password is right, and a second factor is asked for.
  ///
  /// @param pending with what they come back to give it
  record SecondFactorNeeded(Token pending) implements SignInResult {}

  /// There is no such account, or this is not its password.
  record WrongPassword() implements SignInResult {}

  /// The password is right, and they may not come in.
  record DisabledAccount() implements SignInResult {}

  record TooManyPasswords(Duration pause) implements SignInResult {}
}

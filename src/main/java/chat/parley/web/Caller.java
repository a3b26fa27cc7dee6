package chat.parley.web;

import chat.parley.account.Account;
import org.jspecify.annotations.Nullable;

/// Who asks.
///
/// @param session by which they are signed in, or null in local mode
record Caller(Account account, @Nullable String session) {
  /// Whoever uses this computer.
  static final Caller LOCAL = new Caller(Account.LOCAL, null);
}

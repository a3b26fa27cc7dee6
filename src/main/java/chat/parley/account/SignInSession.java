package chat.parley.account;

import chat.parley.user.Account;

/// Who asks, and by which session.
///
/// @param lacksFactor whether they must have a second factor and have none
record SignInSession(String id, Account account, boolean lacksFactor) {}

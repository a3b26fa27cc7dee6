package chat.parley.web;

import chat.parley.account.Account;

/// Who may ask for a route at all. What belongs to somebody is looked for among what is theirs,
/// whatever this says.
enum Access {
  /// Also those who are not signed in.
  ANYONE,
  SIGNED_IN,
  /// Those who look after people and connections.
  STAFF;

  boolean admits(Account account) {
    return this != STAFF || account.role().isStaff();
  }
}

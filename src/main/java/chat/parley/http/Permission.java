package chat.parley.http;

import chat.parley.user.Account;

/// Who may ask for a route at all. What belongs to somebody is looked for among what is theirs,
/// whatever this says.
public enum Permission {
  /// Also those who are not signed in.
  ANYONE,
  /// Also those who are signed in and still have to set up a second factor.
  SETTING_UP,
  SIGNED_IN,
  /// Those who look after people and connections.
  STAFF;

  boolean admits(Account account) {
    return this != STAFF || account.role().isStaff();
  }

  boolean admitsWithoutFactor() {
    return this == ANYONE || this == SETTING_UP;
  }
}

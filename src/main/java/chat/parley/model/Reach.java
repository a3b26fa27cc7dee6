package chat.parley.model;

import chat.parley.user.Role;

/// Where the calls of a connection may go.
public enum Reach {
  /// Where the owner said, whatever it is.
  ANYWHERE,
  /// To public addresses, and to those that the owner allowed.
  PUBLIC;

  /// Of what somebody connects.
  static Reach of(Role role) {
    return role == Role.OWNER ? ANYWHERE : PUBLIC;
  }
}

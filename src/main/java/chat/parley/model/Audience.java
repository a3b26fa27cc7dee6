package chat.parley.model;

import chat.parley.user.Role;

/// Who may use a connection.
public enum Audience {
  EVERYONE,
  STAFF,
  OWNER;

  boolean includes(Role role) {
    return switch (this) {
      case EVERYONE -> true;
      case STAFF -> role.isStaff();
      case OWNER -> role == Role.OWNER;
    };
  }
}

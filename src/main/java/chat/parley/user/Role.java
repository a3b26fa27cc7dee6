package chat.parley.user;

import java.util.Locale;
import java.util.Optional;

/// What somebody may do.
///
/// Admins look after people and connections; the owner after admins too. Nobody's role shows them
/// what others write.
public enum Role {
  OWNER,
  ADMIN,
  MEMBER;

  /// As it stands in the database and in forms.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  /// Whether they look after people and connections.
  public boolean isStaff() {
    return this != MEMBER;
  }

  /// Whether they may change what somebody of another role is and has: the owner everyone's, an
  /// admin a member's.
  public boolean looksAfter(Role other) {
    return this == OWNER || (this == ADMIN && other == MEMBER);
  }
}

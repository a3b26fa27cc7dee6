package chat.parley.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody who uses Parley.
///
/// @param email by which they sign in, in lower case; null in local mode and for those who sign in
///   elsewhere without one
/// @param hasPassword whether they can sign in with one
/// @param seenAt when they were last here, to the minute
public record Account(
    AccountId id,
    String name,
    @Nullable String email,
    Role role,
    boolean hasPassword,
    boolean disabled,
    Instant createdAt,
    @Nullable Instant seenAt) {

  /// The one person of local mode, who may do everything.
  public static final Account LOCAL =
      new Account(AccountId.LOCAL, "You", null, Role.OWNER, false, false, Instant.EPOCH, null);

  /// By what others know them.
  public String title() {
    return email == null ? name : email;
  }
}

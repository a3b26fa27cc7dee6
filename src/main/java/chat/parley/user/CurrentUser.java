package chat.parley.user;

import org.jspecify.annotations.Nullable;

/// Who acts.
///
/// @param session what may end while they are here: that by which they are signed in, or the secret
///   link by which they came in; null for the user who runs Parley
/// @param address where they ask from
/// @param signedIn whether it is a person who signs in, and out again
/// @param lacksFactor whether they have to set up a second factor before anything else
public record CurrentUser(
    Account account,
    @Nullable String session,
    String address,
    boolean signedIn,
    boolean lacksFactor) {
  /// The user who runs Parley.
  public static final CurrentUser LOCAL = new CurrentUser(Account.LOCAL, null, "", false, false);

  /// Whoever has the secret link.
  ///
  /// @param link which one it is
  public static CurrentUser with(String link) {
    return new CurrentUser(Account.LOCAL, link, "", false, false);
  }

  /// The same, known by where they ask from.
  public CurrentUser at(String address) {
    return new CurrentUser(account, session, address, signedIn, lacksFactor);
  }

  public Role role() {
    return account.role();
  }

  public AccountId id() {
    return account.id();
  }
}

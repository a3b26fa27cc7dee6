package chat.parley.account;

import chat.parley.user.Account;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody sees of their own account.
///
/// @param secondFactor whether they have one
/// @param sessions where they are signed in; none in local mode
/// @param session the one that looks, or null
/// @param identities by which they can sign in too
/// @param mayDelete whether deleting everything takes the account too
public record OwnAccount(
    Account account,
    boolean secondFactor,
    List<OpenSession> sessions,
    @Nullable String session,
    List<LinkedIdentity> identities,
    boolean mayDelete) {
  public OwnAccount {
    sessions = List.copyOf(sessions);
    identities = List.copyOf(identities);
  }

  /// The providers that they sign in with.
  public List<String> linked() {
    return identities.stream()
        .filter(one -> one.subject() != null)
        .map(LinkedIdentity::title)
        .toList();
  }

  public boolean isHere(OpenSession one) {
    return one.id().equals(session);
  }
}

package chat.parley.account;

import chat.parley.page.FormMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The page that asks somebody who is signed in to show again who they are.
///
/// @param action where the form that was sent goes once more
/// @param sent what stood in it, by name
/// @param hasPassword whether they can show it by their password
/// @param ways the providers that they can show it with
/// @param to where they were, to come back to from a provider
/// @param email by which a browser knows which password to offer, or null
public record ReauthenticationView(
    String action,
    Map<String, String> sent,
    boolean hasPassword,
    List<SignInOption> ways,
    String to,
    @Nullable String email,
    FormMessage notice) {
  public ReauthenticationView {
    sent = Map.copyOf(sent);
    ways = List.copyOf(ways);
  }
}

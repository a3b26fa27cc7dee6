package chat.parley.account.oidc;

import java.net.URI;

/// What must be known when a browser comes back from a provider. Only Parley knows it in between.
///
/// @param provider by its name: an answer of another one is not for this
/// @param state comes back as it was sent
/// @param nonce stands in the ID token that was made for this request
/// @param verifier shows the provider that whoever brings the code has begun (RFC 7636)
/// @param returnTo where the provider sends the browser, the same to the letter each time
/// @param address where the browser goes
/// @param afresh whether they had to sign in there again
public record AuthorizationRequest(
    String provider,
    String state,
    String nonce,
    String verifier,
    URI returnTo,
    URI address,
    boolean afresh) {

  /// Shows nothing that must be known: what is printed may be kept.
  @Override
  public String toString() {
    return "AuthorizationRequest[" + provider + "]";
  }
}

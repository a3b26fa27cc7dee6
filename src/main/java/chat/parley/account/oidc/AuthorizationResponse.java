package chat.parley.account.oidc;

import org.jspecify.annotations.Nullable;

/// What a browser brings back from a provider (RFC 6749 section 4.1.2, RFC 9207).
///
/// @param issuer who says that they sent it, where they say so
/// @param error why there is no code
/// @param description the same in words
public record AuthorizationResponse(
    @Nullable String code,
    @Nullable String issuer,
    @Nullable String error,
    @Nullable String description) {

  /// Does not show the code: what is printed may be kept.
  @Override
  public String toString() {
    return "Return[error=" + error + "]";
  }
}

package chat.parley.account.oidc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A JSON Web Token in its compact form (RFC 7515 section 3.1), not looked at yet.
///
/// @param algorithm as it says
/// @param key that it says it is signed with, or null
/// @param input what is signed
record SignedToken(
    String algorithm, @Nullable String key, byte[] input, byte[] signature, Claims claims) {

  /// @throws Untrusted when it is none
  static SignedToken parse(String token) throws UntrustedResponse {
    String[] parts = token.strip().split("\\.", 6);
    if (parts.length == 5) {
      throw UntrustedResponse.said(
          "the token is encrypted, which Parley cannot read: turn encryption off for this client at the provider");
    }
    if (parts.length != 3) {
      throw UntrustedResponse.said(
          String.format(
              Locale.ENGLISH, "the token is no signed one: it has %d parts", parts.length));
    }
    try {
      Claims header = Claims.parse(text(parts[0]));
      String algorithm = header.text("alg");
      if (algorithm == null || header.has("crit")) {
        throw UntrustedResponse.said(
            "its header asks for what is not known here, or names no algorithm");
      }
      return new SignedToken(
          algorithm,
          header.text("kid"),
          (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
          Base64.getUrlDecoder().decode(parts[2]),
          Claims.parse(text(parts[1])));
    } catch (IOException | IllegalArgumentException e) {
      throw UntrustedResponse.said("the token cannot be read: " + e.getMessage());
    }
  }

  private static String text(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }
}

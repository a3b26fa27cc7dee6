package chat.parley.account.oidc;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sends browsers to a provider (OpenID Connect Core section 3.1.2.1, with PKCE, RFC 7636).
final class AuthorizationEndpoint {
  private static final SecureRandom RANDOM = new SecureRandom();

  private AuthorizationEndpoint() {}

  /// @param afresh whether somebody who is signed in there has to sign in again: a maximum age of 0
  ///   is the same as `prompt=login`, which some refuse
  static AuthorizationRequest begin(
      Registration registration, Discovery discovery, URI returnTo, boolean afresh) {
    String state = random();
    String nonce = random();
    String verifier = random();
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("response_type", "code");
    asked.put("client_id", registration.clientId());
    asked.put("redirect_uri", returnTo.toString());
    asked.put("scope", String.join(" ", registration.scopes()));
    asked.put("state", state);
    asked.put("nonce", nonce);
    asked.put("code_challenge", challenge(verifier));
    asked.put("code_challenge_method", "S256");
    if (registration.formPost()) {
      asked.put("response_mode", "form_post");
    }
    if (afresh) {
      asked.put("max_age", "0");
    }
    return new AuthorizationRequest(
        registration.name(),
        state,
        nonce,
        verifier,
        returnTo,
        with(discovery.authorization(), asked),
        afresh);
  }

  /// Sends a browser to where it is signed out (RP-Initiated Logout 1.0, section 2).
  static URI end(Registration registration, URI end, URI returnTo, String state) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("client_id", registration.clientId());
    asked.put("post_logout_redirect_uri", returnTo.toString());
    asked.put("state", state);
    return with(end, asked);
  }

  /// An address may have a query of its own, which stays.
  static URI with(URI address, Map<String, String> asked) {
    String plain = address.toString().replaceFirst("#.*", "");
    return URI.create(
        plain + (address.getRawQuery() == null ? "?" : "&") + TokenEndpoint.query(asked));
  }

  private static String challenge(String verifier) {
    try {
      return text(
          MessageDigest.getInstance("SHA-256")
              .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return text(bytes);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package chat.parley.account.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Whether a token was signed by one of the provider's own keys.
final class Signatures {
  /// Those that need the provider's own key. With a shared secret, or none at all, anybody could
  /// have made them.
  private static final Set<String> RSA =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

  private static final Map<String, Curve> CURVES =
      Map.of("ES256", Curve.P_256, "ES384", Curve.P_384, "ES512", Curve.P_521);

  /// By their old name and by those of RFC 9864.
  private static final Map<String, Set<Curve>> EDWARDS =
      Map.of(
          "EdDSA",
          Set.of(Curve.Ed25519, Curve.Ed448),
          "Ed25519",
          Set.of(Curve.Ed25519),
          "Ed448",
          Set.of(Curve.Ed448));

  /// Bits (RFC 7518 section 3.3).
  private static final int SHORTEST_RSA = 2048;

  /// Keys that are tried for one token.
  private static final int MOST = 20;

  private final ProviderKeys keys;

  Signatures(ProviderKeys keys) {
    this.keys = keys;
  }

  /// Parses a token, and believes what it says.
  ///
  /// @throws Untrusted when nobody but the provider must have made it
  Claims believed(String token) throws UntrustedResponse, IOException {
    SignedToken signed = SignedToken.parse(token);
    String algorithm = signed.algorithm();
    if (!RSA.contains(algorithm)
        && !CURVES.containsKey(algorithm)
        && !EDWARDS.containsKey(algorithm)) {
      throw UntrustedResponse.said(unknown(algorithm));
    }
    List<JWK> known = keys.all();
    if (isByOneOf(known, signed)) {
      return signed.claims();
    }
    List<JWK> now = keys.renewed(known);
    if (!now.equals(known) && isByOneOf(now, signed)) {
      return signed.claims();
    }
    throw UntrustedResponse.said(
        String.format(
            Locale.ENGLISH,
            "the signature is wrong: it is %s with the key %s, and the provider shows %d keys for signatures",
            algorithm,
            signed.key(),
            now.size()));
  }

  private static String unknown(String algorithm) {
    if (algorithm.startsWith("HS")) {
      return "it is signed with %s, by a secret that others know: choose a signing key (RS256, ES256 or EdDSA) for this client at the provider; Authentik signs so when the provider has no Signing Key"
          .formatted(algorithm);
    }
    return "it is signed with \"%s\", which is not taken: choose RS256, ES256 or EdDSA for this client at the provider"
        .formatted(algorithm);
  }

  /// What a token calls its key is a hint: one of that name is tried first.
  private static boolean isByOneOf(List<JWK> keys, SignedToken signed) {
    return keys.stream()
        .filter(key -> fits(key, signed.algorithm()))
        .sorted(Comparator.comparing(key -> !String.valueOf(signed.key()).equals(key.getKeyID())))
        .limit(MOST)
        .anyMatch(key -> isBy(key, signed));
  }

  private static boolean fits(JWK key, String algorithm) {
    String meant = key.getAlgorithm() == null ? algorithm : key.getAlgorithm().getName();
    return switch (key) {
      case RSAKey rsa ->
          RSA.contains(algorithm) && meant.equals(algorithm) && rsa.size() >= SHORTEST_RSA;
      case ECKey ec -> ec.getCurve().equals(CURVES.get(algorithm)) && meant.equals(algorithm);
      case OctetKeyPair pair ->
          EDWARDS.getOrDefault(algorithm, Set.of()).contains(pair.getCurve())
              && EDWARDS.getOrDefault(meant, Set.of()).contains(pair.getCurve());
      default -> false;
    };
  }

  private static boolean isBy(JWK key, SignedToken signed) {
    try {
      return switch (key) {
        case RSAKey rsa -> isBy(new RSASSAVerifier(rsa.toRSAPublicKey()), signed);
        case ECKey ec -> isBy(new ECDSAVerifier(ec.toECPublicKey()), signed);
        case OctetKeyPair pair -> EdwardsCurve.isBy(pair, signed);
        default -> false;
      };
    } catch (JOSEException | RuntimeException e) {
      // A key that is none, or a signature that is none: another key may fit.
      return false;
    }
  }

  private static boolean isBy(JWSVerifier verifier, SignedToken signed) throws JOSEException {
    return verifier.verify(
        new JWSHeader(JWSAlgorithm.parse(signed.algorithm())),
        signed.input(),
        Base64URL.encode(signed.signature()));
  }
}

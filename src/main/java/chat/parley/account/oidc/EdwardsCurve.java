package chat.parley.account.oidc;

import com.nimbusds.jose.jwk.OctetKeyPair;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/// Signatures with Ed25519 and Ed448 (RFC 8032, RFC 8037) by Java's own means: the library wants
/// another large one for them.
final class EdwardsCurve {
  private EdwardsCurve() {}

  static boolean isBy(OctetKeyPair key, SignedToken signed) {
    String curve = key.getCurve().getName();
    try {
      Signature signature = Signature.getInstance(curve);
      signature.initVerify(publicKey(curve, key.getX().decode()));
      signature.update(signed.input());
      return signature.verify(signed.signature());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /// The last byte comes first, and its highest bit says which of two points is meant (RFC 8032
  /// sections 5.1.2 and 5.2.2).
  private static PublicKey publicKey(String curve, byte[] encoded) throws GeneralSecurityException {
    int length = curve.equals("Ed25519") ? 32 : 57;
    if (encoded.length != length) {
      throw new GeneralSecurityException("a key of " + encoded.length + " bytes");
    }
    byte[] turned = new byte[length];
    for (int i = 0; i < length; i++) {
      turned[i] = encoded[length - 1 - i];
    }
    boolean odd = (turned[0] & 0x80) != 0;
    turned[0] &= 0x7f;
    return KeyFactory.getInstance(curve)
        .generatePublic(
            new EdECPublicKeySpec(
                new NamedParameterSpec(curve), new EdECPoint(odd, new BigInteger(1, turned))));
  }
}

package chat.parley.support;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A key by which a provider of the tests signs, made with Java's own means so that nothing is
/// shared with what checks it.
public record SigningKey(String algorithm, KeyPair pair) {

  /// @param algorithm as in the header of a token
  public static SigningKey make(String algorithm) {
    try {
      KeyPairGenerator generator;
      switch (algorithm) {
        case "ES256", "ES256K", "ES384", "ES512" -> {
          generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec("secp" + bits(algorithm) + "r1"));
        }
        case "EdDSA", "Ed25519" -> generator = KeyPairGenerator.getInstance("Ed25519");
        case "Ed448" -> generator = KeyPairGenerator.getInstance("Ed448");
        default -> {
          generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(2048);
        }
      }
      return new SigningKey(algorithm, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int bits(String algorithm) {
    return switch (algorithm) {
      case "ES384" -> 384;
      case "ES512" -> 521;
      default -> 256;
    };
  }

  /// As it is shown to others (RFC 7517).
  public Map<String, Object> shown() {
    Map<String, Object> jwk = new TreeMap<>();
    switch (pair.getPublic()) {
      case RSAPublicKey rsa -> {
        jwk.put("kty", "RSA");
        jwk.put("n", number(rsa.getModulus(), 256));
        jwk.put("e", number(rsa.getPublicExponent(), 3));
      }
      case ECPublicKey ec -> {
        int length = (bits(algorithm) + 7) / 8;
        jwk.put("kty", "EC");
        jwk.put("crv", "P-" + bits(algorithm));
        jwk.put("x", number(ec.getW().getAffineX(), length));
        jwk.put("y", number(ec.getW().getAffineY(), length));
      }
      case PublicKey edwards -> {
        byte[] encoded = edwards.getEncoded();
        int length = algorithm.equals("Ed448") ? 57 : 32;
        jwk.put("kty", "OKP");
        jwk.put("crv", algorithm.equals("Ed448") ? "Ed448" : "Ed25519");
        jwk.put("x", text(Arrays.copyOfRange(encoded, encoded.length - length, encoded.length)));
      }
    }
    return jwk;
  }

  /// @return the signature, as it stands in a token
  public String sign(String input) {
    byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
    try {
      if (algorithm.startsWith("HS")) {
        Mac mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.US_ASCII), "HMAC"));
        return text(mac.doFinal(bytes));
      }
      if (algorithm.equals("none")) {
        return "";
      }
      Signature signature = Signature.getInstance(means());
      if (algorithm.startsWith("PS")) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(pair.getPrivate());
      signature.update(bytes);
      return text(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String means() {
    return switch (algorithm.substring(0, 2)) {
      case "ES" -> "SHA" + algorithm.substring(2, 5) + "withECDSAinP1363Format";
      case "Ed" -> algorithm;
      case "PS" -> "RSASSA-PSS";
      default -> "SHA" + algorithm.substring(2) + "withRSA";
    };
  }

  private static String number(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int from = Math.max(0, bytes.length - length);
    System.arraycopy(bytes, from, fixed, length - (bytes.length - from), bytes.length - from);
    return text(fixed);
  }

  public static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

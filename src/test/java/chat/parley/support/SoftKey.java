package chat.parley.support;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// A device that makes and uses one passkey, written by hand after WebAuthn level 2, and made to
/// lie where a test wants it to.
public final class SoftKey {
  private static final int PRESENT = 1;
  private static final int VERIFIED = 4;
  private static final int ATTESTED = 64;

  private final KeyPair keys;
  private final byte[] id = new byte[32];
  private long count;

  /// What the browser around it says and the device does: right, unless something is changed.
  public record Manner(
      String origin, String site, String type, boolean verified, boolean crossOrigin) {
    public static Manner at(String host) {
      return new Manner("https://" + host, host, "", true, false);
    }

    public Manner origin(String other) {
      return new Manner(other, site, type, verified, crossOrigin);
    }

    public Manner site(String other) {
      return new Manner(origin, other, type, verified, crossOrigin);
    }

    public Manner type(String other) {
      return new Manner(origin, site, other, verified, crossOrigin);
    }

    public Manner unverified() {
      return new Manner(origin, site, type, false, crossOrigin);
    }

    public Manner framed() {
      return new Manner(origin, site, type, verified, true);
    }
  }

  public SoftKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    new SecureRandom().nextBytes(id);
  }

  public String id() {
    return text(id);
  }

  /// A copy of it, or one that was set back, counts from elsewhere.
  public void count(long from) {
    count = from;
  }

  /// The fields of the form that adds it.
  public Map<String, String> make(String challenge, Manner manner) {
    byte[] data =
        joined(
            head(manner, ATTESTED),
            new byte[16],
            ByteBuffer.allocate(2).putShort((short) id.length).array(),
            id,
            publicKey());
    byte[] attestation =
        joined(
            new byte[] {(byte) 0xa3},
            word("fmt"),
            word("none"),
            word("attStmt"),
            new byte[] {(byte) 0xa0},
            word("authData"),
            new byte[] {0x59, (byte) (data.length >> 8), (byte) data.length},
            data);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("client-data", text(client(challenge, manner, "webauthn.create")));
    fields.put("attestation", text(attestation));
    fields.put("transports", "internal,hybrid,<script>");
    return fields;
  }

  /// The fields of the form that signs in with it.
  public Map<String, String> use(String challenge, Manner manner) {
    count++;
    byte[] client = client(challenge, manner, "webauthn.get");
    byte[] data = head(manner, 0);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("credential", id());
    fields.put("client-data", text(client));
    fields.put("authenticator-data", text(data));
    fields.put("signature", text(signature(joined(data, sha256(client)))));
    return fields;
  }

  private byte[] head(Manner manner, int flags) {
    int all = flags | PRESENT | (manner.verified() ? VERIFIED : 0);
    return ByteBuffer.allocate(37)
        .put(sha256(manner.site().getBytes(StandardCharsets.UTF_8)))
        .put((byte) all)
        .putInt((int) count)
        .array();
  }

  private static byte[] client(String challenge, Manner manner, String type) {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s}"
        .formatted(
            manner.type().isEmpty() ? type : manner.type(),
            challenge,
            manner.origin(),
            manner.crossOrigin())
        .getBytes(StandardCharsets.UTF_8);
  }

  /// COSE, in CBOR: an elliptic curve key of P-256 for ES256.
  private byte[] publicKey() {
    var point = ((ECPublicKey) keys.getPublic()).getW();
    return joined(
        new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20},
        coordinate(point.getAffineX()),
        new byte[] {0x22, 0x58, 0x20},
        coordinate(point.getAffineY()));
  }

  private static byte[] coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] plain = new byte[32];
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, plain, 32 - length, length);
    return plain;
  }

  private static byte[] word(String word) {
    return joined(
        new byte[] {(byte) (0x60 + word.length())}, word.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] signature(byte[] data) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package chat.parley.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A key of AES-256-GCM (NIST SP 800-38D).
final class SecretKey {
  static final int BYTES = 32;

  /// The length of a random nonce, in bytes. A key encrypts at most 2^32 values with such.
  private static final int NONCE = 12;

  private static final int TAG_BITS = 128;
  private static final int ID_BYTES = 4;

  private final SecretKeySpec key;
  private final String id;
  private final SecureRandom random = new SecureRandom();

  private SecretKey(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, "AES");
    this.id = id(bytes);
  }

  /// Reads 32 bytes in base64, whichever of its alphabets; nothing where it is anything else.
  static Optional<SecretKey> parse(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.strip().replace('-', '+').replace('_', '/'));
      return bytes.length == BYTES ? Optional.of(new SecretKey(bytes)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Tells keys apart, and says nothing of them.
  String id() {
    return id;
  }

  /// @return a new nonce, and the ciphertext with its tag
  byte[] encrypt(byte[] clear, byte[] associated) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, associated).doFinal(clear);
      return ByteBuffer.allocate(NONCE + encrypted.length).put(nonce).put(encrypted).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has AES-GCM", e);
    }
  }

  /// Nothing where it was encrypted otherwise, or changed since.
  Optional<byte[]> decrypt(byte[] data, byte[] associated) {
    if (data.length <= NONCE) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, data, associated).doFinal(data, NONCE, data.length - NONCE));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has AES-GCM", e);
    }
  }

  /// @param nonce what begins with it
  private Cipher cipher(int mode, byte[] nonce, byte[] associated) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE));
    cipher.updateAAD(associated);
    return cipher;
  }

  private static String id(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      byte[] whole = mac.doFinal("the id of a key".getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(whole, ID_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
    }
  }
}

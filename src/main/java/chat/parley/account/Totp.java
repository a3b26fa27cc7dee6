package chat.parley.account;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Codes of six digits that change every 30 seconds, of a secret that an app has too (RFC 6238 with
/// SHA-1, which is what all apps know; in an HMAC it is as good as ever).
///
/// @param secret in base32, without padding
record Totp(String secret) {
  /// Of each code.
  static final Duration STEP = Duration.ofSeconds(30);

  /// In digits.
  private static final int LENGTH = 6;

  private static final int MODULUS = 1_000_000;

  /// 160 bits, as RFC 4226 advises.
  private static final int BYTES = 20;

  /// Clocks that go wrong, and people who type slowly: in steps.
  private static final int TOLERANCE = 1;

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  static Totp random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return of(bytes);
  }

  static Totp of(byte[] secret) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte one : secret) {
      held = held << 8 | (one & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(held >> bits & 31));
      }
    }
    return new Totp(
        bits == 0 ? text.toString() : text.append(BASE32.charAt(held << (5 - bits) & 31)) + "");
  }

  /// What an app reads from a picture or opens as a link.
  ///
  /// @param whose whom the app shows it for
  String address(String whose) {
    return String.format(
        Locale.ROOT,
        "otpauth://totp/Parley:%s?secret=%s&issuer=Parley&algorithm=SHA1&digits=%d&period=%d",
        encoded(whose),
        secret,
        LENGTH,
        STEP.toSeconds());
  }

  static boolean looksLikeACode(String text) {
    return text.length() == LENGTH && text.chars().allMatch(sign -> sign >= '0' && sign <= '9');
  }

  /// The step that a code belongs to, if it is one of now.
  OptionalLong step(String code, Instant now) {
    long present = now.getEpochSecond() / STEP.toSeconds();
    OptionalLong found = OptionalLong.empty();
    // All of them, so that the time says nothing of which it was.
    for (long step = present - TOLERANCE; step <= present + TOLERANCE; step++) {
      if (isSame(code(step), code)) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /// RFC 4226, 5.3.
  String code(long step) {
    byte[] mac = hmac(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = mac[mac.length - 1] & 15;
    int number = ByteBuffer.wrap(mac).getInt(offset) & Integer.MAX_VALUE;
    return String.format(Locale.ROOT, "%0" + LENGTH + "d", number % MODULUS);
  }

  private byte[] hmac(byte[] counter) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(bytes(), "RAW"));
      return mac.doFinal(counter);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA1", e);
    }
  }

  private byte[] bytes() {
    byte[] bytes = new byte[secret.length() * 5 / 8];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < secret.length(); i++) {
      held = held << 5 | BASE32.indexOf(secret.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (held >> bits);
      }
    }
    return bytes;
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Does not show it: what is printed may be kept.
  @Override
  public String toString() {
    return "Totp[...]";
  }
}

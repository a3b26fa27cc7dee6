package chat.parley.support;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jsoup.nodes.Document;

/// The app on somebody's phone that shows a code each 30 seconds: RFC 6238, written once more.
public final class PhoneApp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final byte[] key;
  private final InstantSource clock;

  public PhoneApp(String secret, InstantSource clock) {
    StringBuilder bits = new StringBuilder();
    for (char letter : secret.replace(" ", "").toCharArray()) {
      bits.append(
          String.format("%5s", Integer.toBinaryString(BASE32.indexOf(letter))).replace(' ', '0'));
    }
    key = new byte[bits.length() / 8];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    this.clock = clock;
  }

  /// One that has scanned what the page shows.
  public static PhoneApp scan(Document page, InstantSource clock) {
    return new PhoneApp(page.select("#app-secret").text(), clock);
  }

  public String code() {
    return code(clock.instant());
  }

  public String code(Instant at) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(at.getEpochSecond() / 30).array());
      int from = hash[19] & 0xf;
      int number =
          (hash[from] & 0x7f) << 24
              | (hash[from + 1] & 0xff) << 16
              | (hash[from + 2] & 0xff) << 8
              | (hash[from + 3] & 0xff);
      return String.format("%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Six digits that are no code of now.
  public String wrong() {
    String digits = code();
    return digits.substring(1) + (char) ('0' + (digits.charAt(0) - '0' + 5) % 10);
  }
}

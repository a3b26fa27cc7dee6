package chat.parley.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;

/// What shows that somebody may read the log of a new Parley: whoever has it makes the owner's
/// account. Another one at each start.
final class SetUpCode {
  /// Without those that look like others. 32 of them: 5 bits each.
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private static final int GROUPS = 4;
  private static final int GROUP = 4;

  private final String code;

  SetUpCode() {
    SecureRandom random = new SecureRandom();
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP; i++) {
      made.append(i > 0 && i % GROUP == 0 ? "-" : "")
          .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    code = made.toString();
  }

  /// For the log.
  String text() {
    return code;
  }

  /// Compares in the same time, right or wrong.
  boolean isRight(String given) {
    return MessageDigest.isEqual(bytes(code), bytes(given));
  }

  private static byte[] bytes(String text) {
    return text.toUpperCase(Locale.ROOT)
        .replaceAll("[^A-Z0-9]", "")
        .getBytes(StandardCharsets.US_ASCII);
  }
}

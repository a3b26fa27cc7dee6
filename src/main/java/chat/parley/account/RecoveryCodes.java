package chat.parley.account;

import chat.parley.user.AccountId;
import chat.parley.user.Token;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// For who has lost the other second factor: ten codes, shown once, each good once.
final class RecoveryCodes {
  static final int AT_ONCE = 10;

  /// Without those that look like others. 32 of them: 5 bits each.
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  /// 24 letters have 120 bits: nobody can guess one, so there is nothing to slow down in a hash.
  private static final int GROUPS = 6;

  private static final int GROUP = 4;

  private final Clock clock;

  RecoveryCodes(Clock clock) {
    this.clock = clock;
  }

  /// New ones in place of all that there were.
  List<String> renew(Handle handle, AccountId account) {
    forget(handle, account);
    SecureRandom random = new SecureRandom();
    List<String> codes = Stream.generate(() -> code(random)).limit(AT_ONCE).toList();
    for (String code : codes) {
      handle.execute(
          "insert into recovery_code (account_id, code_hash) values (?, ?)",
          account.value(),
          hash(code));
    }
    return codes;
  }

  private static String code(SecureRandom random) {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP; i++) {
      code.append(i > 0 && i % GROUP == 0 ? "-" : "")
          .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.toString();
  }

  void forget(Handle handle, AccountId account) {
    handle.execute("delete from recovery_code where account_id = ?", account.value());
  }

  /// Whether it is one that was not used yet; it is used now.
  boolean use(Handle handle, AccountId account, String given) {
    return handle.execute(
            """
            update recovery_code set used_at = ?
            where account_id = ? and code_hash = ? and used_at is null
            """,
            clock.millis(),
            account.value(),
            hash(given))
        == 1;
  }

  int remaining(Handle handle, AccountId account) {
    return handle
        .select(
            "select count(*) from recovery_code where account_id = ? and used_at is null",
            account.value())
        .mapTo(Integer.class)
        .one();
  }

  /// However it is written: without the lines in between, in small letters.
  private static String hash(String code) {
    StringBuilder plain = new StringBuilder();
    code.toUpperCase(Locale.ROOT)
        .chars()
        .filter(sign -> LETTERS.indexOf(sign) >= 0)
        .forEach(sign -> plain.append((char) sign));
    return new Token(plain.toString()).hash();
  }
}

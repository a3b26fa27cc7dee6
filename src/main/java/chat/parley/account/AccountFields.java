package chat.parley.account;

import chat.parley.problem.Problem;
import java.util.Locale;

/// What may stand in the fields of an account.
final class AccountFields {
  static final int LONGEST_EMAIL = 254;
  private static final int LONGEST_NAME = 100;

  private AccountFields() {}

  static String checkedName(String name) {
    String plain = DisplayNames.plain(name);
    if (plain.isEmpty() || plain.length() > LONGEST_NAME) {
      throw Problem.invalid(
              String.format(Locale.ENGLISH, "A name has 1 to %d characters.", LONGEST_NAME))
          .at("name-error");
    }
    if (DisplayNames.looksLikeAnAddress(plain)) {
      throw Problem.invalid("A name is no e-mail address: leave out the @.").at("name-error");
    }
    return plain;
  }

  static String checkedEmail(String email) {
    String plain = email.strip().toLowerCase(Locale.ROOT);
    if (plain.length() > LONGEST_EMAIL || !DisplayNames.isAddress(plain)) {
      throw Problem.invalid("This is no e-mail address: it should be like ada@example.org.")
          .at("email-error");
    }
    return plain;
  }
}

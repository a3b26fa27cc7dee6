package chat.parley.account.oidc;

import chat.parley.account.oidc.LoginResult.EmailDoubt;
import chat.parley.account.oidc.LoginResult.ReportedEmail;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who somebody is by what was said of them, in the ID token and besides.
///
/// @param idToken what counts first
/// @param more empty where it was not asked for
record Profile(Claims idToken, Claims more) {
  /// Characters.
  private static final int LONGEST_NAME = 200;

  private static final int LONGEST_EMAIL = 254;

  /// Whether nothing is left to be asked for.
  boolean isComplete() {
    return email(idToken) != null
        && idToken.truth("email_verified") != null
        && fullName(idToken) != null;
  }

  /// As they call themselves, or empty.
  String name() {
    for (Function<Claims, @Nullable String> way :
        List.<Function<Claims, @Nullable String>>of(
            Profile::fullName, Profile::userName, claims -> plain(claims.text("nickname")))) {
      for (Claims claims : List.of(idToken, more)) {
        String name = way.apply(claims);
        if (name != null) {
          return name;
        }
      }
    }
    return "";
  }

  private static @Nullable String fullName(Claims claims) {
    String name = plain(claims.text("name"));
    if (name != null) {
      return name;
    }
    String given = plain(claims.text("given_name"));
    String family = plain(claims.text("family_name"));
    if (given == null || family == null) {
      return given == null ? family : given;
    }
    return given + " " + family;
  }

  /// Some write an address here, of which the first half is more like a name.
  private static @Nullable String userName(Claims claims) {
    String name = plain(claims.text("preferred_username"));
    return name == null ? null : plain(name.split("@", 2)[0]);
  }

  private static @Nullable String plain(@Nullable String text) {
    if (text == null) {
      return null;
    }
    StringBuilder plain = new StringBuilder();
    text.codePoints().limit(LONGEST_NAME).filter(LogText::isPlain).forEach(plain::appendCodePoint);
    String name = plain.toString().strip();
    return name.isEmpty() ? null : name;
  }

  /// Whether an address is verified is said beside it, or where there is no other one; whoever says
  /// no is believed.
  ReportedEmail email() {
    String first = email(idToken);
    String second = email(more);
    String address = first == null ? second : first;
    if (address == null) {
      return new ReportedEmail.UnverifiedEmail(EmailDoubt.NO_ADDRESS);
    }
    boolean same = first == null || second == null || first.equals(second);
    Boolean verified = idToken.truth("email_verified");
    Boolean besides = same ? more.truth("email_verified") : null;
    if (Boolean.FALSE.equals(verified) || Boolean.FALSE.equals(besides)) {
      return new ReportedEmail.UnverifiedEmail(EmailDoubt.NOT_VERIFIED);
    }
    return verified == null && besides == null
        ? new ReportedEmail.UnverifiedEmail(EmailDoubt.NOT_SAID)
        : new ReportedEmail.VerifiedEmail(address);
  }

  private static @Nullable String email(Claims claims) {
    List<String> all = claims.texts("email");
    if (all.size() != 1) {
      return null;
    }
    String email = all.getFirst().strip().toLowerCase(Locale.ROOT);
    boolean plausible =
        email.length() <= LONGEST_EMAIL
            && email.indexOf('@') > 0
            && email.indexOf('@') == email.lastIndexOf('@')
            && email.indexOf('@') < email.length() - 1
            && email
                .codePoints()
                .allMatch(each -> LogText.isPlain(each) && !Character.isSpaceChar(each));
    return plausible ? email : null;
  }
}

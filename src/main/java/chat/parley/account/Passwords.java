package chat.parley.account;

import chat.parley.pool.CpuPool;
import chat.parley.problem.Problem;
import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Passwords: which are good enough, and their hashes.
///
/// What counts is length. Signs and digits are not asked for: people add the same ones at the same
/// places (NIST SP 800-63B, section 3.1.1.2).
final class Passwords implements AutoCloseable {
  /// In characters.
  static final int SHORTEST = 10;

  static final int LONGEST = 200;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// What a guess at an account that is not there is compared with, for the time it takes.
  private static final String NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$";

  /// Each takes its memory and a core for a while: a core stays free for the answers.
  private final CpuPool workshop =
      new CpuPool("passwords", Math.min(2, CpuPool.fewerThanCores()), PATIENCE);

  private final Argon2Function argon2;
  private @Nullable String nobodys;

  /// @param cost of each hash that is made from now on
  Passwords(HashCost cost) {
    this.argon2 = Argon2Function.getInstance(cost.kibibytes(), cost.passes(), 1, 32, Argon2.ID);
  }

  /// @param email that it must not be made of, or null
  /// @param more like the name of the person, and of the host
  /// @throws Problem when it is too short, too long or too common, with what to do
  static void check(String password, @Nullable String email, String... more) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST) {
      throw Problem.invalid(
          String.format(
              Locale.ENGLISH,
              "Take at least %d characters: a few words in a row are easy to keep in mind.",
              SHORTEST));
    }
    if (length > LONGEST) {
      throw Problem.invalid(String.format(Locale.ENGLISH, "Take at most %d characters.", LONGEST));
    }
    List<String> around = new ArrayList<>(List.of(more));
    if (email != null) {
      around.add(email);
      around.add(email.split("@", 2)[0]);
    }
    if (CommonPasswords.has(password, around)) {
      throw Problem.invalid(
          "This is one of the passwords that are tried first. Take a few words that nobody would put in a row.");
    }
  }

  String hash(String password) {
    return computed(() -> Password.hash(password).addRandomSalt(16).with(argon2).getResult());
  }

  /// @param hash of the account that was named, or null where there is none: that takes as long
  boolean isRight(String password, @Nullable String hash) {
    if (password.length() > 2 * LONGEST) {
      return false;
    }
    String compared = hash == null ? nobodys() : hash;
    boolean right =
        computed(() ->
            Password.check(password, compared).with(Argon2Function.getInstanceFromHash(compared)));
    return right && hash != null;
  }

  private synchronized String nobodys() {
    String made = nobodys;
    if (made == null) {
      made = hash(NOBODYS);
      nobodys = made;
    }
    return made;
  }

  private <T> T computed(Supplier<T> work) {
    return workshop
        .within(work)
        .orElseThrow(
            () -> Problem.tooMany("Too many sign in at this moment. Try again.", PATIENCE));
  }

  @Override
  public void close() {
    workshop.close();
  }
}

package chat.parley.account;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which passwords are tried first: those that many people have, what stands around (the name of
/// the product, of the host, of the person), repeated, turned round, written with digits or with
/// something hung on, and what fingers find by going along the keys.
final class CommonPasswords {
  private static final List<String> TYPICAL =
      List.of(
          "password",
          "passwort",
          "passwd",
          "welcome",
          "willkommen",
          "letmein",
          "changeme",
          "secret",
          "iloveyou",
          "qwerty",
          "qwertz",
          "azerty",
          "admin",
          "login",
          "access",
          "server",
          "chat",
          "test",
          "user",
          "root");

  /// Shorter words stand in others by accident.
  private static final int SHORTEST_WORD = 3;

  /// What has to remain beside a word that everybody thinks of, in letters.
  private static final int LEAST_OF_ITS_OWN = 4;

  private static final int FEWEST_SIGNS = 4;

  /// A word that is said again is as good as said once; more often than this nobody tries.
  private static final int MOST_REPEATED = 20;

  private static final int SHORTEST_UNIT = 8;

  /// How many of the steps from key to key may be to a neighbour: more is a walk.
  private static final double MOST_STEPS = 0.75;

  private static final List<String> ROWS =
      List.of("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./");
  private static final double[] OFFSETS = {0, 0.5, 0.75, 1.25};
  private static final String SHIFTED = "!@#$%^&*()";
  private static final String LEET = "0134578@$!";
  private static final String MEANT = "oleastbasi";

  private CommonPasswords() {}

  /// @param around what whoever guesses may know: name, address, host
  static boolean has(String password, List<String> around) {
    String plain = Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return plain.chars().distinct().count() < FEWEST_SIGNS
        || isWalk(plain)
        || around.stream().anyMatch(word -> word.equalsIgnoreCase(plain))
        || Stream.of(plain, meant(plain)).anyMatch(one -> isCommon(one) || isOf(one, around));
  }

  private static boolean isCommon(String plain) {
    String letters = letters(plain);
    return Common.WORDS.contains(plain)
        || Common.WORDS.contains(trimmed(plain))
        || Common.WORDS.contains(letters)
        || isRepeated(letters)
        || isRepeated(plain);
  }

  private static boolean isRepeated(String text) {
    String unit = unit(text);
    int times = unit.isEmpty() ? 0 : text.length() / unit.length();
    return times >= 2
        && times <= MOST_REPEATED
        && (unit.length() < SHORTEST_UNIT || Common.WORDS.contains(unit));
  }

  /// Whether nothing much is left without the words that everybody thinks of.
  private static boolean isOf(String plain, List<String> around) {
    String letters = letters(plain);
    String left = letters;
    for (String word : words(around)) {
      left = left.replace(word, "");
    }
    return !left.equals(letters) && left.length() < LEAST_OF_ITS_OWN;
  }

  /// Longest first, forwards and backwards.
  private static List<String> words(List<String> around) {
    Set<String> words = new TreeSet<>(TYPICAL);
    words.add("parley");
    for (String one : around) {
      String plain = Normalizer.normalize(one, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
      words.add(letters(plain));
      StringBuilder word = new StringBuilder();
      plain
          .codePoints()
          .forEach(sign -> {
            if (Character.isLetter(sign)) {
              word.appendCodePoint(sign);
            } else {
              words.add(word.toString());
              word.setLength(0);
            }
          });
      words.add(word.toString());
    }
    List<String> all = new ArrayList<>();
    for (String word : words) {
      if (word.length() >= SHORTEST_WORD) {
        all.add(word);
        all.add(new StringBuilder(word).reverse().toString());
      }
    }
    all.sort(Comparator.comparingInt(String::length).reversed());
    return all;
  }

  private static String letters(String text) {
    StringBuilder letters = new StringBuilder();
    text.codePoints().filter(Character::isLetter).forEach(letters::appendCodePoint);
    return letters.toString();
  }

  /// Without what hangs on at both ends and is no letter.
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && !Character.isLetter(text.charAt(from))) {
      from++;
    }
    while (to > from && !Character.isLetter(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /// What a text is a repetition of, the last time perhaps cut off; itself where it is none.
  private static String unit(String text) {
    int[] border = new int[text.length() + 1];
    int matched = 0;
    for (int i = 1; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != text.charAt(matched)) {
        matched = border[matched];
      }
      if (text.charAt(i) == text.charAt(matched)) {
        matched++;
      }
      border[i + 1] = matched;
    }
    int period = text.length() - border[text.length()];
    return 2 * period <= text.length() ? text.substring(0, period) : text;
  }

  /// With the letters that digits and signs stand for.
  private static String meant(String text) {
    StringBuilder meant = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      int at = LEET.indexOf(sign);
      meant.append(at < 0 ? sign : MEANT.charAt(at));
    }
    return meant.toString();
  }

  private static boolean isWalk(String text) {
    int steps = 0;
    for (int i = 1; i < text.length(); i++) {
      if (isStep(key(text.charAt(i - 1)), key(text.charAt(i)))) {
        steps++;
      }
    }
    return steps >= MOST_STEPS * (text.length() - 1);
  }

  private static char key(char sign) {
    int shifted = SHIFTED.indexOf(sign);
    return shifted < 0 ? sign : ROWS.getFirst().charAt(shifted);
  }

  private static boolean isStep(char one, char next) {
    if (Character.isLetterOrDigit(one)
        && Character.isLetterOrDigit(next)
        && Math.abs(one - next) <= 1) {
      return true;
    }
    double[] from = place(one);
    double[] to = place(next);
    return from != null
        && to != null
        && Math.abs(from[0] - to[0]) <= 1
        && Math.abs(from[1] - to[1]) <= 1;
  }

  private static double @Nullable [] place(char key) {
    for (int row = 0; row < ROWS.size(); row++) {
      int column = ROWS.get(row).indexOf(key);
      if (column >= 0) {
        return new double[] {row, column + OFFSETS[row]};
      }
    }
    return null;
  }

  /// Read when the first password is chosen.
  private static final class Common {
    static final Set<String> WORDS = read();

    private static Set<String> read() {
      try (InputStream in =
              Objects.requireNonNull(
                  CommonPasswords.class.getResourceAsStream("/passwords/common.txt"));
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return lines.lines().collect(Collectors.toUnmodifiableSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

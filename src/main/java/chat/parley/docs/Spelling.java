package chat.parley.docs;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds the word that was meant, where a word is in none of the docs.
final class Spelling {
  /// Shorter words are too close to one another to guess.
  private static final int SHORTEST = 5;

  private static final int SHORTEST_PART = 3;

  /// From here on two slips are believed.
  private static final int LONG = 8;

  /// No word is longer.
  private static final int LONGEST = 40;

  private final Map<String, Long> words;

  /// @param words every word there is, with how often it stands there
  Spelling(Map<String, Long> words) {
    this.words = Map.copyOf(words);
  }

  static Spelling of(List<Section> sections) {
    return new Spelling(
        sections.stream()
            .flatMap(section -> Stream.of(section.heading(), section.asked(), section.markdown()))
            .flatMap(text -> Words.of(text).stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
  }

  /// The nearest word: one slip of the finger away, two for long words. Nobody slips on the first
  /// letter often enough to be worth the wrong guesses.
  Optional<String> nearest(String word) {
    if (word.length() < SHORTEST || words.containsKey(word)) {
      return Optional.empty();
    }
    int slips = word.length() >= LONG ? 2 : 1;
    return words.keySet().stream()
        .filter(other -> other.length() >= SHORTEST - 1 && other.charAt(0) == word.charAt(0))
        .filter(other -> Math.abs(other.length() - word.length()) <= slips)
        .filter(other -> slips(word, other) <= slips)
        .min(
            Comparator.<String>comparingInt(other -> slips(word, other))
                .thenComparing(other -> words.getOrDefault(other, 0L), Comparator.reverseOrder())
                .thenComparing(Comparator.naturalOrder()));
  }

  /// The two words that were written as one: "log file" for "logfile".
  Optional<String> parts(String word) {
    int last = Math.min(word.length(), LONGEST) - SHORTEST_PART;
    return IntStream.rangeClosed(SHORTEST_PART, last)
        .filter(end ->
            words.containsKey(word.substring(0, end)) && words.containsKey(word.substring(end)))
        .mapToObj(end -> word.substring(0, end) + " " + word.substring(end))
        .findFirst();
  }

  /// Letters left out, added, changed or swapped with their neighbour: the optimal string alignment
  /// distance.
  static int slips(String one, String other) {
    int[][] slips = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int changed = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int added = Math.min(slips[i][j - 1], slips[i - 1][j]) + 1;
        slips[i][j] = Math.min(added, slips[i - 1][j - 1] + changed);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
        }
      }
    }
    return slips[one.length()][other.length()];
  }
}

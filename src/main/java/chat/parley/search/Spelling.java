package chat.parley.search;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Finds the word that was meant, where a word is in none of the docs.
final class Spelling {
  /// Shorter words are too close to one another to guess.
  private static final int SHORTEST = 5;

  private static final int SHORTEST_PART = 3;

  private static final int LONG = 8;

  private final Map<String, Long> words;

  /// @param words every word there is, with how often it stands there
  Spelling(Map<String, Long> words) {
    this.words = Map.copyOf(words);
  }

  /// The nearest word: one slip of the finger away, two for long words. Nobody slips on the first
  /// letter often enough to be worth the wrong guesses.
  Optional<String> meant(String word) {
    if (word.length() < SHORTEST) {
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

  /// The two words that were written as one, like "logfile".
  Optional<List<String>> parts(String word) {
    return IntStream.rangeClosed(SHORTEST_PART, word.length() - SHORTEST_PART)
        .mapToObj(end -> List.of(word.substring(0, end), word.substring(end)))
        .filter(parts -> parts.stream().allMatch(words::containsKey))
        .findFirst();
  }

  /// Letters left out, added, changed or swapped with their neighbour: the optimal string alignment
  /// distance.
  static int slips(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    for (int j = 0; j < last.length; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + changed);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[other.length()];
  }
}

package chat.parley.provider;

import java.util.List;

/// Wordings of one meaning, in small letters.
record Phrases(List<String> all) {

  /// @param written with a bar or a line end between them
  static Phrases of(String written) {
    return new Phrases(
        written
            .replace('|', '\n')
            .lines()
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .toList());
  }

  boolean anyIn(String text) {
    return all.stream().anyMatch(text::contains);
  }

  boolean anyBegins(String text) {
    return all.stream().anyMatch(text::startsWith);
  }

  /// Whether a text as a whole is one of them.
  boolean has(String text) {
    return all.contains(text);
  }
}

package chat.parley.bench;

import java.nio.file.Path;

/// How much of everything, and where.
///
/// @param root of the repository
/// @param scratch an empty directory, removed afterwards
/// @param quick smaller numbers, for a first look
record Load(Path root, Path scratch, boolean quick) {
  private static final boolean STEPS = Boolean.getBoolean("bench.steps");

  /// Says how far a row is, with `-Dbench.steps=true`.
  static void step(String text) {
    if (STEPS) {
      System.err.printf("%tT %s%n", System.currentTimeMillis(), text);
    }
  }

  int of(int full, int small) {
    return quick ? small : full;
  }
}

package chat.parley.support;

import java.util.Random;

/// What models write, as long as one wants it: always the same for the same seed.
public enum GrowingText {
  PROSE,
  CODE,
  LIST,
  TABLE;

  /// @param size in characters
  public String of(int size, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(size + 1000);
    text.append(beginning());
    while (text.length() < size) {
      text.append(more(random));
    }
    return text.substring(0, size);
  }

  private String beginning() {
    return switch (this) {
      case PROSE, LIST -> "";
      case CODE -> "```java\n";
      case TABLE -> "| name | value | note |\n|---|---|---|\n";
    };
  }

  private String more(Random random) {
    return switch (this) {
      case PROSE -> words(random, 20 + random.nextInt(40)) + ".\n\n";
      case CODE -> "  var x = call(" + words(random, 6) + ");\n";
      case LIST -> "- " + words(random, 10) + '\n';
      case TABLE ->
          "| %s | %d | %s |\n".formatted(words(random, 2), random.nextInt(1000), words(random, 6));
    };
  }

  private static String words(Random random, int count) {
    String[] known = {"the", "answer", "goes", "on", "*and*", "`on`", "with", "another", "word"};
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append(i == 0 ? "" : " ").append(known[random.nextInt(known.length)]);
    }
    return words.toString();
  }
}

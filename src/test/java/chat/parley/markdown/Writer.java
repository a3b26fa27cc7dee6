package chat.parley.markdown;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Writes answers as models do: the same seed, the same answer. No link definitions: where these
/// come late, growing and whole text may differ.
final class Writer {
  private static final List<String> WORDS =
      List.of(
          "the",
          "parley",
          "**bold**",
          "*soft*",
          "`code`",
          "~~gone~~",
          "naïve",
          "日本語",
          "👩‍🚀",
          "𝒳",
          "[link](https://example.org/a_b)",
          "https://example.org",
          "$x^2$",
          "$5",
          "a|b",
          "<b>",
          "\\*",
          "![i](https://example.org/i.png)",
          "1.",
          "&amp;",
          "**open",
          "`tick",
          "[half](",
          "e\u0301");

  private final RandomGenerator random;

  Writer(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  RandomGenerator random() {
    return random;
  }

  String answer(int blocks) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < blocks; i++) {
      text.append(block()).append("\n".repeat(random.nextInt(3)));
    }
    return text.toString();
  }

  String block() {
    return switch (random.nextInt(11)) {
      case 0 -> "#".repeat(random.nextInt(1, 8)) + " " + line() + "\n";
      case 1 -> fence("```", random.nextInt(4));
      case 2 -> fence("~~~~", 0);
      case 3 -> list("-", random.nextBoolean() ? "" : "\n");
      case 4 -> list("1.", random.nextBoolean() ? "" : "\n");
      case 5 -> table();
      case 6 -> "> " + line() + "\n" + (random.nextBoolean() ? "> " : "") + line() + "\n";
      case 7 -> line() + "\n" + (random.nextBoolean() ? "---" : "===") + "\n";
      case 8 -> "    " + line() + "\n\n    " + line() + "\n";
      case 9 -> "$$\n" + line() + "\n$$\n";
      default -> line() + "\n" + line() + "  \n" + line() + "\n";
    };
  }

  String line() {
    StringBuilder line = new StringBuilder();
    int words = random.nextInt(1, 12);
    for (int i = 0; i < words; i++) {
      line.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return line.toString();
  }

  private String fence(String fence, int indent) {
    StringBuilder text = new StringBuilder();
    text.append(" ".repeat(indent)).append(fence).append(random.nextBoolean() ? "java x" : "");
    text.append('\n');
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(" ".repeat(random.nextInt(6))).append(random.nextInt(4) == 0 ? "" : line());
      text.append('\n');
    }
    return text.append(random.nextInt(5) == 0 ? "" : fence + "\n").toString();
  }

  private String list(String mark, String between) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      String indent = " ".repeat(mark.length() + 1);
      text.append(mark).append(' ').append(random.nextInt(6) == 0 ? "[x] " : "").append(line());
      text.append('\n');
      switch (random.nextInt(6)) {
        case 0 -> text.append(block().indent(indent.length()));
        case 1 -> text.append('\n').append(indent).append(line()).append('\n');
        case 2 -> text.append(line()).append('\n');
        default -> {}
      }
      text.append(between);
    }
    return text.toString();
  }

  private String table() {
    StringBuilder text = new StringBuilder("| a | b |\n|:--|---|\n");
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append("| ").append(line()).append(" | ").append(line()).append(" |\n");
    }
    return text.toString();
  }
}

package chat.parley.markdown;

import java.util.List;
import java.util.random.RandomGenerator;

/// Writes what no model should: Markdown's constructs inside each other, begun and not ended, with
/// everything in between that a byte stream can hold. The same seed, the same text.
public final class NastyWriter {
  private static final List<String> TOKENS =
      List.of(
          "\n",
          "\n",
          "\n",
          "\n\n",
          "\r\n",
          "\r",
          "- ",
          "* ",
          "+ ",
          "1. ",
          "2) ",
          "> ",
          "```",
          "~~~",
          "````",
          "    ",
          "  ",
          "\t",
          "|",
          "|-|-|\n",
          "|a|b|\n|-|-|\n",
          "# ",
          "===\n",
          "---\n",
          "***\n",
          "[a]: /b\n",
          "[a]",
          "[B c]: <d> \"t\"\n",
          "[b c][]",
          "<div>",
          "</div>\n",
          "<!--",
          "-->",
          "<script>",
          "<hx-partial>",
          "$$",
          "$",
          "\\[",
          "\\]",
          "`",
          "``",
          "**",
          "_",
          "~~",
          "\\",
          "&amp;",
          "&#0;",
          "\0",
          "\ud83d",
          "\udc4b",
          "👋",
          "e\u0301",
          "x",
          "word ",
          "a b",
          "http://e.org/",
          "![i](/j)",
          "[x](y)",
          "[ ] ",
          "[x] ",
          "<b>",
          "\u00a0",
          "\u2028",
          "-",
          "=");

  private final Writer writer;
  private final RandomGenerator random;

  public NastyWriter(long seed) {
    writer = new Writer(seed);
    random = writer.random();
  }

  public RandomGenerator random() {
    return random;
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    for (int blocks = random.nextInt(1, 12); blocks > 0; blocks--) {
      text.append(block(2)).append("\n".repeat(random.nextInt(3)));
    }
    return random.nextInt(4) == 0 ? text.toString().replace("\n", "\r\n") : text.toString();
  }

  private String block(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 8)) {
      case 0, 1, 2 -> writer.block();
      case 3, 4 -> soup(random.nextInt(1, 30));
      case 5 -> "[" + label() + "]: /" + label() + (random.nextBoolean() ? " 'title'" : "") + "\n";
      case 6 -> "see [" + label() + "] and [" + label() + "][] and ![" + label() + "]\n";
      case 7 -> random.nextInt(40) == 0 ? huge() : writer.line() + "\n";
      case 8 -> indented("> ", "> ", block(depth - 1) + block(depth - 1));
      case 9 -> indented("> ", "", block(depth - 1));
      case 10 -> indented("- ", "  ", block(depth - 1)) + indented("- ", "  ", block(depth - 1));
      default ->
          indented("1. ", "   ", block(depth - 1))
              + (random.nextBoolean() ? "\n" : "")
              + indented("2. ", "   ", block(depth - 1));
    };
  }

  private String soup(int tokens) {
    StringBuilder soup = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      soup.append(TOKENS.get(random.nextInt(TOKENS.size())));
    }
    return soup.toString();
  }

  /// Longer than what is parsed again and again.
  private String huge() {
    String start =
        List.of("", "> ", "- ", "- x\n- ", "|a|\n|-|\n|", "```\n").get(random.nextInt(6));
    String unit = List.of("word ", "👋", "**b** ", "x", "\\", "`", "| ").get(random.nextInt(7));
    return start + unit.repeat(random.nextInt(10_000, 45_000) / unit.length()) + "\n";
  }

  private String label() {
    return List.of("a", "B c", "b  C", "ß", "👋").get(random.nextInt(5));
  }

  private static String indented(String first, String others, String text) {
    return first + text.stripTrailing().replace("\n", "\n" + others) + "\n";
  }
}

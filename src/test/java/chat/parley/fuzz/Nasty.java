package chat.parley.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/// A way to repeat something nasty, to any length.
///
/// @param text makes it about so many characters long
record Nasty(String name, IntFunction<String> text) {
  /// What Markdown, its extensions, HTML and typography give a meaning to.
  static final List<String> MARKS =
      List.of(
          "*",
          "_",
          "~",
          "`",
          "[",
          "]",
          "(",
          ")",
          "<",
          ">",
          "!",
          "|",
          "#",
          "-",
          "+",
          "=",
          "$",
          "&",
          "\\",
          "\"",
          "'",
          ":",
          "/",
          "@",
          ".",
          "1",
          "a",
          " ",
          "\n",
          "\t",
          "漢",
          "“",
          "\uD83D\uDE00");

  /// Beginnings, ends and wholes of every construct.
  static final List<String> PIECES =
      List.of(
          "a_*~",
          "a**_~~",
          "**",
          "***a",
          "__",
          "~~",
          "*a ",
          " a*",
          "**a ",
          "漢*",
          "*、",
          "“*a*”",
          "[a",
          "a]",
          "![",
          "](",
          "](/b",
          "](/b)",
          "](<b",
          "](/b \"",
          "](/b '",
          "](/b (",
          "[a][",
          "[a]",
          "[]",
          "[]: ",
          "[a]: /b\n",
          "[a]: /b \"",
          "[a]:\n",
          "![a](/b)",
          "[a](/b)",
          "[[",
          "]]",
          "``",
          "```",
          "`a",
          "``a`",
          "\n```\n",
          "\n~~~\n",
          "\n``` a b\n",
          "\n    a\n",
          "$a",
          "$$",
          "$$a",
          "\\$",
          "\\\\",
          "\\*",
          "&amp;",
          "&#35;",
          "&#x",
          "&a",
          "<a",
          "<a ",
          "<a b=\"",
          "<a b='",
          "<a b=c ",
          "</a>",
          "</",
          "<!--",
          "-->",
          "<!-",
          "<?",
          "?>",
          "<![CDATA[",
          "]]>",
          "<!A",
          "<http://a>",
          "<a@b.c>",
          "<a:",
          "<div>\n",
          "\n<div>\n",
          "\n<pre>",
          "<script>",
          "\n</div>\n\n",
          "http://a",
          "http://",
          "https://a.b/(",
          "www.a.b",
          "www.",
          "a@b.c",
          "a@",
          "a.b.",
          "://",
          "ftp://",
          "mailto:a@b",
          "> ",
          "\n> ",
          "\n>",
          ">>",
          "- ",
          "\n- ",
          "\n-\n",
          "\n  - ",
          "* ",
          "\n* * ",
          "+ ",
          "1. ",
          "\n1. ",
          "\n1) ",
          "\n999999999. ",
          "- [ ] ",
          "\n- [x] ",
          "\n# ",
          "\n####### ",
          " #\n",
          "\n===\n",
          "\n---\n",
          "\n***\n",
          "a|",
          "|a",
          "||",
          "|-",
          "|:-:",
          "\n|-|\n",
          "\na|b\n-|-\n",
          "\na|b",
          "\n|\n",
          "\\|",
          "`|`",
          "  \n",
          "\\\n",
          "\n\n",
          "a\n",
          "\n\t",
          "\n \n",
          "\u00A0",
          "\u3000",
          "\u202E",
          "\u200D",
          "e\u0301",
          "\uFFFD",
          "\u2028",
          "İ",
          "ß",
          "ﬀ",
          "\u0000",
          "\uD83D\uDC68\u200D\uD83D\uDC69",
          "{{",
          "}}",
          "<!-- -->{");

  private static final int SEEDED = 60;

  /// The systematic ones, and some at random by a fixed seed: the same at each call.
  static List<Nasty> all() {
    List<Nasty> all = new ArrayList<>();
    for (String piece : PIECES) {
      all.add(repeated(piece));
    }
    for (String mark : MARKS) {
      all.add(repeated(mark));
      all.add(repeated(mark + "a "));
    }
    all.addAll(shapes());
    Random random = new Random(11);
    for (int i = 0; i < SEEDED; i++) {
      all.add(any(random));
    }
    return all;
  }

  /// A composition of pieces at random.
  static Nasty any(Random random) {
    String a = some(random, 1 + random.nextInt(4));
    String b = some(random, 1 + random.nextInt(2));
    String c = some(random, 1 + random.nextInt(2));
    return switch (random.nextInt(9)) {
      case 0 -> opened(a, "a", b);
      case 1 -> opened(a, b, c);
      case 2 -> new Nasty(shown(a) + " then " + shown(b), n -> repeat(a, n / 2) + repeat(b, n / 2));
      case 3 -> new Nasty(shown(a) + " between " + shown(b), n -> b + repeat(a, n) + c);
      case 4 -> growing(a, b);
      case 5 -> lines(a, b);
      case 6 ->
          new Nasty(
              shown(a) + " defined, " + shown(b),
              n ->
                  "[a]: /"
                      + "u".repeat(n / 3)
                      + "\n\n"
                      + repeat("[a]" + b, n / 3)
                      + repeat(a, n / 3));
      default -> repeated(a);
    };
  }

  private static List<Nasty> shapes() {
    List<Nasty> shapes = new ArrayList<>();
    for (String[] pair :
        new String[][] {
          {"[", "]"},
          {"![", "]"},
          {"[", "](/b)"},
          {"![", "](/b)"},
          {"*a ", " b*"},
          {"**", "**"},
          {"*", "*"},
          {"_a ", " b_"},
          {"~", "~"},
          {"~~a ", " b~~"},
          {"*_", "_*"},
          {"(", ")"},
          {"[a](", ")"},
          {"<", ">"},
          {"$", "$"},
          {"[a](/b \"", "\")"},
          {"[a](<", ">)"},
          {"![a][", "]"},
          {"https://a.b/(", ")"},
          {"<div>\n", "</div>\n"},
          {"[a][", "]"},
          {"*[", "]*"}
        }) {
      shapes.add(opened(pair[0], "a", pair[1]));
    }
    for (String lead :
        new String[] {"> ", "- ", "1. ", "  ", "\t", ">", "> - ", "  - ", "# ", "|"}) {
      shapes.add(lines(lead, "a"));
      shapes.add(growing(lead, "a\n"));
    }
    for (String mark : new String[] {"`", "$", "*", "~", "#", "=", "-", "[", "(", "\\"}) {
      shapes.add(growing(mark, "a"));
      shapes.add(growing(mark, " a\n"));
    }
    shapes.add(
        new Nasty(
            "references", n -> "[a]: /" + "u".repeat(n / 2) + "\n\n" + repeat("[a] ", n / 2)));
    shapes.add(
        new Nasty(
            "titles", n -> "[a]: / '" + "'u".repeat(n / 4) + "'\n\n" + repeat("![a]", n / 2)));
    shapes.add(
        new Nasty(
            "definitions",
            n -> {
              StringBuilder text = new StringBuilder();
              for (int i = 0; text.length() < n; i++) {
                text.append("[")
                    .append(i)
                    .append("]: /")
                    .append(i)
                    .append("\n[")
                    .append(i / 2)
                    .append("]\n\n");
              }
              return text.toString();
            }));
    for (String row : new String[] {"b|\n", "|\n", "|b\n", "||\n"}) {
      shapes.add(
          new Nasty(
              "columns and rows " + shown(row),
              n -> repeat("a|", n / 4) + "\n" + repeat("-|", n / 4) + "\n" + repeat(row, n / 2)));
    }
    shapes.add(
        new Nasty(
            "tables of 100 columns",
            n ->
                repeat(
                    ("a|".repeat(100) + "\n" + "-|".repeat(100) + "\n" + "b|\n".repeat(90) + "\n"),
                    n)));
    shapes.add(new Nasty("headings of tables", n -> repeat("a|\n-|\n\n", n)));
    shapes.add(new Nasty("one word", n -> "x".repeat(n)));
    shapes.add(new Nasty("dear addresses", n -> repeat("![](http://" + "漢".repeat(100) + ") ", n)));
    shapes.add(new Nasty("one dear address", n -> "![](http://" + "漢".repeat(n) + ")"));
    shapes.add(new Nasty("an info", n -> "```" + "a\"".repeat(n / 2) + "\nb\n```\n"));
    shapes.add(new Nasty("infos", n -> repeat("```aaaaaaaa\n```\n", n)));
    shapes.add(new Nasty("a fence", n -> "```\n" + repeat("<&\"'\n", n)));
    shapes.add(new Nasty("a fence in an item", n -> "- ```\n" + repeat("  <\n", n)));
    shapes.add(
        new Nasty("a loose list", n -> repeat("- a\n", n / 2) + "\n" + repeat("- a\n\n", n / 2)));
    shapes.add(new Nasty("lazy lines", n -> "> ".repeat(90) + repeat("a\n", n)));
    shapes.add(new Nasty("deep items", n -> "- ".repeat(90) + repeat("a\n", n)));
    shapes.add(new Nasty("quotes of 90", n -> repeat("> ".repeat(90) + "a\n\n", n)));
    return shapes;
  }

  private static Nasty repeated(String piece) {
    return new Nasty(shown(piece), n -> repeat(piece, n));
  }

  private static Nasty opened(String open, String inside, String close) {
    return new Nasty(
        shown(open) + " opened, " + shown(close) + " closed",
        n -> {
          int times = Math.max(1, n / (open.length() + close.length()));
          return open.repeat(times) + inside + close.repeat(times);
        });
  }

  /// One mark, two, three ... each before the same.
  private static Nasty growing(String mark, String between) {
    return new Nasty(
        shown(mark) + " growing before " + shown(between),
        n -> {
          StringBuilder text = new StringBuilder(n);
          for (int i = 1; text.length() < n; i++) {
            text.append(mark.repeat(i)).append(between);
          }
          text.setLength(n);
          return text.toString();
        });
  }

  private static Nasty lines(String lead, String line) {
    return new Nasty("lines of " + shown(lead) + shown(line), n -> repeat(lead + line + "\n", n));
  }

  private static String some(Random random, int count) {
    StringBuilder pieces = new StringBuilder();
    for (int i = 0; i < count; i++) {
      List<String> from = random.nextInt(3) == 0 ? MARKS : PIECES;
      pieces.append(from.get(random.nextInt(from.size())));
    }
    return pieces.toString();
  }

  private static String repeat(String piece, int length) {
    return piece.repeat(Math.max(1, length / piece.length()));
  }

  private static String shown(String piece) {
    StringBuilder shown = new StringBuilder("‹");
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (c == '\n') {
        shown.append("\\n");
      } else if (c < ' ' || (c > '~' && !Character.isLetter(c))) {
        shown.append("\\u%04X".formatted((int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.append('›').toString();
  }

  @Override
  public String toString() {
    return name;
  }
}

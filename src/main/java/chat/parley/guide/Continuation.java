package chat.parley.guide;

/// How an answer goes on after its beginning.
final class Continuation {
  private static final String FENCE = "```";

  private Continuation() {}

  /// The rest of the answer. Where the beginning is of another answer (the docs changed in
  /// between), the whole answer in a paragraph of its own.
  static String of(String begun, String answer) {
    if (answer.startsWith(begun)) {
      return answer.substring(begun.length());
    }
    // What follows an open code block would stand in it.
    boolean inCode = begun.lines().filter(line -> line.startsWith(FENCE)).count() % 2 == 1;
    return (inCode ? "\n" + FENCE : "") + "\n\n" + answer;
  }
}

package chat.parley.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the model says: Markdown in which every word says which question it answers, how often the
/// model had been asked that from the beginning, and its place. None can be lost, doubled, moved,
/// or mixed with those of another process unnoticed.
///
/// The same arguments give the same text, and there is always more of it.
final class Numbered {
  private static final Pattern WORD = Pattern.compile("q(\\d+)-(\\d+)-(\\d+)(?:世👋)?;");
  private static final Pattern QUESTION = Pattern.compile("question (\\d+)\\b");
  private static final int BLOCK = 12;
  private static final int LONGEST_PIECE = 45;
  private static final int SHORTEST_WORD = "q1-1-0;".length();

  private Numbered() {}

  /// @param asked how often it had been asked from the beginning, from 1
  record Word(int question, int asked, int place) {}

  static String question(int question) {
    return "This is question " + question + ", please.";
  }

  /// The last question in a text; 0 where there is none.
  static int lastQuestion(String text) {
    Matcher found = QUESTION.matcher(text);
    int last = 0;
    while (found.find()) {
      last = Integer.parseInt(found.group(1));
    }
    return last;
  }

  /// All whole words in a text, whatever stands around them.
  static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    Matcher found = WORD.matcher(text);
    while (found.find()) {
      words.add(
          new Word(
              Integer.parseInt(found.group(1)),
              Integer.parseInt(found.group(2)),
              Integer.parseInt(found.group(3))));
    }
    return words;
  }

  /// How many words an answer has at least.
  static int length(int question) {
    return 15 + new Random(question).nextInt(50);
  }

  static String text(int question, int asked, int words) {
    StringBuilder text = new StringBuilder(words * 14);
    for (int place = 0; place < words; place++) {
      text.append(piece(question, asked, place));
    }
    return text.toString();
  }

  /// What comes after a beginning, up to the end of the answer; some more where that was all of it.
  static String after(String begun, int question, int asked) {
    int words = length(question);
    String whole = text(question, asked, words);
    while (whole.length() <= begun.length()) {
      words += BLOCK;
      whole = text(question, asked, words);
    }
    return whole.substring(begun.length());
  }

  static boolean isBeginning(String text, int question, int asked) {
    int atMost = text.length() / SHORTEST_WORD + BLOCK;
    return text(question, asked, atMost).startsWith(text);
  }

  /// Cuts a text as a model does, anywhere but within a character.
  static List<String> cut(String text, Random random) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + 1 + random.nextInt(LONGEST_PIECE));
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static String piece(int question, int asked, int place) {
    String word = "q" + question + "-" + asked + "-" + place + (place % 7 == 3 ? "世👋;" : ";");
    boolean first = place % BLOCK == 0;
    boolean last = place % BLOCK == BLOCK - 1;
    return switch ((question + place / BLOCK) % 10) {
      case 0 -> "- " + word + (last ? "\n\n" : "\n");
      case 1 -> (first ? "```text\n" : "") + word + (last ? "\n```\n\n" : "\n");
      case 2 -> "> " + word + (last ? "\n\n" : "\n");
      case 3 ->
          (first ? "| one | two |\n|---|---|\n" : "")
              + (place % 2 == 0 ? "| " + word : " | " + word + " |\n")
              + (last ? "\n" : "");
      // What costs others much to show, or leads them astray.
      case 5 -> "a_*~".repeat(first ? 200 : 3) + " " + word + (last ? "\n\n" : " ");
      case 6 -> "> ".repeat(first ? 60 : 3) + word + (last ? "\n\n" : "\n");
      case 7 -> "<div onclick='x'><script>" + word + (last ? "</script></div>\n\n" : "</div>\n");
      case 8 -> "![[" + "[a](".repeat(first ? 100 : 2) + word + (last ? "\n\n" : "\n");
      default -> word + (last ? "\n\n" : place % 5 == 4 ? "\n" : " ");
    };
  }
}

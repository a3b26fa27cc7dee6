package chat.parley.conversation;

import java.text.BreakIterator;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/// A conversation, without its messages.
///
/// @param provider and `model`: who answers in it from now on
/// @param revision counts every change to it that is not growing text
/// @param lastNumber the number of its newest message
public record Conversation(
    ConversationId id,
    String title,
    String provider,
    String model,
    long revision,
    int lastNumber,
    Instant updatedAt) {

  private static final Pattern BEGINNING =
      Pattern.compile("^(#{1,6}( |$)|>|[-*+] |\\d{1,9}[.)] |\\s)+");
  private static final int LONGEST_TITLE = 60;
  private static final int LONGEST_NAME = 200;

  /// The first words of a text: its first line that says something, cut between words, never inside
  /// a character.
  public static String titleOf(String text) {
    String line =
        text.lines()
            .filter(l -> !l.strip().startsWith("```") && !l.strip().startsWith("~~~"))
            .map(Conversation::withoutMarks)
            .filter(l -> !l.isEmpty())
            .findFirst()
            .orElse("New chat");
    return shorten(line, LONGEST_TITLE);
  }

  /// Without what makes it a heading, a quote or a list item, and without emphasis; what stands for
  /// itself, like in `C#`, `a > b` or `snake_case`, stays.
  private static String withoutMarks(String line) {
    String first = line.substring(0, line.offsetByCodePoints(0, looked(line)));
    return BEGINNING
        .matcher(first.replaceAll("[\\s\\p{Cntrl}]+", " ").strip())
        .replaceFirst("")
        .replaceAll("`|~~|(?<!\\w)\\*(?=\\S)|(?<=\\S)\\*(?!\\w)", "")
        .strip();
  }

  /// A line may be as long as a message; the title needs only its beginning. In code points.
  private static int looked(String line) {
    return Math.min(10 * LONGEST_TITLE, line.codePointCount(0, line.length()));
  }

  /// A title as a person gave it, on one line and of bounded length; empty when nothing is left.
  static String nameOf(String title) {
    return shorten(title.replaceAll("[\\s\\p{Cntrl}]+", " ").strip(), LONGEST_NAME);
  }

  private static String shorten(String line, int longest) {
    if (line.codePointCount(0, line.length()) <= longest) {
      return line;
    }
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(line);
    int end = characters.preceding(line.offsetByCodePoints(0, longest));
    int space = line.lastIndexOf(' ', end);
    // A language without spaces, or one very long word, is cut where it is.
    return line.substring(0, space > end / 2 ? space : end).strip() + "…";
  }
}
